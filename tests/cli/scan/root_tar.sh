# A tree in a tar: what is in it is judged, a key by its first bytes; what it does not say is named once.
requires_root
mkdir -p t/etc t/open t/shut && chmod 0755 t t/etc && chmod 0777 t/open && chmod 0700 t/shut
printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\n' | tee t/etc/id_ed25519 t/etc/id_list.txt >/dev/null; printf 'x\n' >t/etc/id_rsa
: >t/open/a; install -m 4755 /dev/null t/setuid; install -m 0666 /dev/null t/shut/inner; install -m 0666 /dev/null t/-x
chown -hR 1000:1000 t && chown 0:0 t/setuid && chmod 4755 t/setuid && tar -C t --numeric-owner -cf t.tar .
permap scan --root-tar t.tar; echo "status $?"
chmod 0700 t && tar -C t --numeric-owner -cf closed.tar . && permap scan --root-tar closed.tar --rule world-writable-file --format ndjson | grep -o '"severity":.*"path":"[^"]*"\|"blocked_by":"[^"]*"'
permap scan --root-tar t.tar --rule secret-readable,replaceable-path --format ndjson | grep '"finding"' | sort
permap scan --root-tar t.tar --min-severity high --exclude open --exclude ./setuid --skip-rule secret-readable,world-writable-file -q | tail -n 5
