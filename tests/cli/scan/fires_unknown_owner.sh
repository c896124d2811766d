# The same entries as find -nouser, but for ranges that are declared, and QEMU's own.
requires_root
mkdir -p host/etc t/sub && printf 'alice:x:1000:1000::/home/alice:/bin/sh\nroot:x:0:0::/root:/bin/sh\n' >host/etc/passwd
printf 'root:100000:65536\n' >host/etc/subuid
cd t && touch alices strangers sub/strangers containers last beyond declared qemus && ln -s nowhere link && mkfifo fifo
chown 1000 alices && chown -h 4242 strangers sub/strangers link fifo && chown 100000 containers && chown 165535 last
chown 165536 beyond && chown 300000 declared && chown 64055 qemus && cd ..
permap scan t --model passthrough --host-files host --id-range 300000:1 --host-owner 64055:64055 --rule unknown-owner
permap scan t --model mapped-xattr --host-files host --rule unknown-owner -q
unshare --mount bash -c 'mount --bind host/etc/passwd /etc/passwd && find t -nouser' | sort >not_of_users
permap scan t --model passthrough --host-files host --rule unknown-owner --id-range 100000-165535 --format ndjson |
    python3 -c 'import json, sys; [print("t/" + r["path"]) for r in map(json.loads, sys.stdin) if r["type"] == "finding"]' | sort >ours
echo "more than find has: $(comm -13 not_of_users ours)" && echo "declared, so not ours: $(comm -23 not_of_users ours | xargs)"
