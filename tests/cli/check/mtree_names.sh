# Owners by name are looked up, as mtree does and as a policy has them; what a baseline says nothing of is named.
requires_root
mkdir -p t guest/etc host/etc && chown 5:6 t && chmod 0755 t
printf 'alice:x:5:6::/:\nbob:x:7:6::/:\n' >host/etc/passwd; printf 'staff:x:6:\nwheel:x:8:\n' >host/etc/group
printf 'alice:x:1000:6::/:\n' >guest/etc/passwd; cp host/etc/group guest/etc/group
check() { printf '%b' "#mtree\n$1" >t.mtree; shift; permap check t --baseline t.mtree --fail-on low --format ndjson --sort "$@" | grep '"finding"' | grep -o '"rule":"[^"]*"\|"evidence":{[^}]*}'; echo "status ${PIPESTATUS[0]}"; }
check '/set type=dir uname=alice gname=staff mode=0755\n.\n' --host-files host
check '/set type=dir uname=bob gname=wheel mode=0755\n.\n' --host-files host
# the guest's accounts, for its view alone
check '. type=dir uname=alice gname=staff mode=0755\n' --host-files host --guest-root guest
check '. type=dir uname=alice gname=staff mode=0755\n' --host-files host --guest-root guest --view host
# a number beside a name counts; what a line says counts for more than what is set
check '. type=dir uid=5 uname=bob gname=wheel gid=6 mode=0755\n' --host-files host
check '/set uid=0 gname=wheel\n. type=dir uname=alice gid=6 mode=0755\n' --host-files host
check '/set uname=bob gid=8\n/set uid=5 gname=staff\n. type=dir mode=0755\n' --host-files host
# nobody of that name
check '. type=dir uname=carol mode=0755\n' --host-files host
check '. type=dir gname=no-such-group-here mode=0755\n'
# nothing to compare
check '. type=dir\n' --host-files host
