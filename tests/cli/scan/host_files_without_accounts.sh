# A directory without account files is the wrong one: nobody is unknown for it, and it is said.
requires_root
mkdir -p t wrong half/etc && : >t/a && chown -R 4000:4000 t && chmod 0755 t && printf 'root:x:0:0::/:\n' >half/etc/passwd
permap scan t --model passthrough --host-files wrong --rule unknown-owner,unknown-group -q; echo "status $?"
permap scan t --model passthrough --host-files half --rule unknown-owner,unknown-group --format ndjson -q | grep -o '"rule":"[^"]*"'; echo "status $?"
