# Rules about accounts are judged in a tar where files say who there is; what was not looked for is said.
requires_root
mkdir -p t host/etc && : >t/a && : >t/b && chown 4000:4000 t/a t && chown 5000:5000 t/b && tar -C t --numeric-owner -cf t.tar .
printf 'root:x:0:0::/:\nfour:x:4000:4000::/:\n' >host/etc/passwd; printf 'root:x:0:\nfour:x:4000:\n' >host/etc/group
printf '[rules]\nunknown-owner = "on"\nmount-options = "on"\n[[expect]]\npath = "*"\nowner = "root"\nkind = "directory"\n' >policy.toml
permap check --root-tar t.tar --policy policy.toml --fail-on low; echo "status $?"
permap check --root-tar t.tar --policy policy.toml --fail-on low --host-files host; echo "status $?"
