# Without --model scan says what it takes the tree for.
requires_root
requires_user_xattrs
basic && setfattr -n user.virtfs.uid -v 0x00000000 basic/script
permap scan basic --skip-rule mount-options --fail-on none
permap scan --id-range 1000:2 basic --fail-on none
