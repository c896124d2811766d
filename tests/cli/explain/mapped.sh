# The values are what QEMU stores: little-endian, 4 and 8 bytes (hw/9pfs/9p-local.c).
requires_root
mkdir -m 0700 t && echo hello >t/file && chmod 0600 t/file && chown -R 64055:64056 t
setfattr -n user.virtfs.uid -v 0xe8030000 t/file
setfattr -n user.virtfs.gid -v 0xe9030000 t/file
setfattr -n user.virtfs.mode -v 0xa0810000 t/file
setfattr -n user.virtfs.rdev -v 0x01 t/file
permap explain t/file | sed -E "s@'/[^']*/t@'.../t@; s@^(  on  *).*@\1...@"
