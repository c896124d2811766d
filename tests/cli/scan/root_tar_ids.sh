# Whose ids are meant is known only where files say it: this machine's accounts are not asked.
requires_root
mkdir -p t host/etc guest/etc && : >t/a && : >t/b && chown 4000:4000 t/a && chown 5000:5000 t/b t && tar -C t --numeric-owner -cf t.tar .
printf 'root:x:0:0::/:\nfour:x:4000:4000::/:\n' >host/etc/passwd; printf 'root:x:0:\nfour:x:4000:\n' >host/etc/group
printf 'root:x:0:0::/:\nfive:x:5000:5000::/:\n' >guest/etc/passwd; printf 'root:x:0:\nfive:x:5000:\n' >guest/etc/group
found() { permap scan --root-tar t.tar --format ndjson "$@" | grep '"finding"' | sed -E 's/.*"rule":"([^"]*)".*"path":"([^"]*)".*"message":"([^"]*)".*/\1 \2: \3/' | sort; }
found; echo; found --host-files host; echo; found --guest-root guest
