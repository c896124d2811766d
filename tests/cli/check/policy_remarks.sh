# What scan says it could not tell, check says with the same rules: ids beyond those that are told apart; servers that only root sees.
requires_root
mkdir -p t && printf 'root:x:0:0::/:\n' >guest_passwd && printf '[rules]\nid-missing-in-guest = "on"\n' >policy.toml
python3 -c 'import os
for uid in range(100001, 100001 + 16400): os.close(os.open(f"t/{uid}", os.O_CREAT)); os.chown(f"t/{uid}", uid, 0)'
permap check t --model passthrough --guest-passwd guest_passwd --policy policy.toml --jobs 1 | grep -A 1 told
printf '[rules]\nserver-running = "on"\n' >servers.toml && mkdir -m 0755 u && cp "$(command -v sleep)" qemu-system-x86_64
./qemu-system-x86_64 60 & server=$!
as_user 12345 permap check u --model passthrough --policy servers.toml 2>&1 >/dev/null | grep -o "server uses.*only root" | sort -u
as_user 12345 permap check u --model passthrough --policy policy.toml >/dev/null
kill $server
