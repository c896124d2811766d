# The kernel refuses what the rule says; not the QEMU user's own, not without the bit.
requires_root
requires_user_xattrs
mkdir -m 0711 t && cd t && mkdir -m 1777 roots users own && mkdir -m 0777 plain && chown 1000 users && chown 64055 . own && cd ..
for name in roots users own plain; do as_user 64055 setfattr -n user.virtfs.uid -v 0x00000000 "t/$name"; done
permap scan t --model mapped-xattr --host-owner 64055:64055 --rule sticky-not-owner --format ndjson --jobs 1 | sort
