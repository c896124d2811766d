# Without --model scan says what it takes the tree for.
requires_root
requires_user_xattrs
basic && setfattr -n user.virtfs.uid -v 0x00000000 basic/script
permap scan --id-range 1000:2 basic --skip-rule mount-options --fail-on none
