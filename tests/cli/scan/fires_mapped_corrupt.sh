# Too short, no type, a malformed ACL, an id that nobody has; not one too long, which QEMU does not take (mapped-partial).
requires_root
requires_user_xattrs
mkdir -m 0755 t && cd t && for name in short long no-type bad-acl no-id good big foreign; do file 0600 "$name"; done
store() { setfattr -n "user.virtfs.$2" -v "$3" "$1"; }
for name in short long no-type bad-acl no-id good big; do store "$name" uid 0xe8030000; store "$name" gid 0xe8030000; store "$name" mode 0xa4810000; done
store short uid 0xe803; store long mode 0xa48100000000; store no-type mode 0xa4f10000; store no-id gid 0xffffffff; store big uid 0xfeffffff
store bad-acl system.posix_acl_access 0x0200; store good system.posix_acl_access 0x0200000001000600ffffffff04000400ffffffff20000400ffffffff
setfattr -n user.note -v x foreign; cd ..
permap scan t --model mapped-xattr --rule mapped-corrupt --format ndjson --jobs 1 | sort
permap scan t --model passthrough --rule mapped-corrupt --format ndjson --jobs 1 | grep -c '"finding"'
