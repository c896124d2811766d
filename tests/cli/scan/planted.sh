# A guest user's own file says that it is root's and setuid.
requires_root
requires_user_xattrs
basic && setfattr -n user.virtfs.uid -v 0x00000000 basic/script && setfattr -n user.virtfs.mode -v 0xed890000 basic/script
setfattr -n user.virtfs.uid -v 0xe8030000 basic/file
permap scan --id-range 1000:2 basic --skip-rule mount-options --model passthrough
