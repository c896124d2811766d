# A mapped tree with one fault of each kind.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run --apply -q -o /dev/null
setfattr -x user.virtfs.uid basic/file; : >basic/new; ln -s file basic/real-link; mkfifo basic/real-fifo
setfattr -n user.virtfs.mode -v 0x01 basic/script; chmod 0644 basic/empty; chown 1000 basic/private/secret
permap scan basic --model mapped-xattr --host-owner 64055:64055
