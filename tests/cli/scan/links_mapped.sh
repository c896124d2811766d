# Real links in a mapped tree; a new QEMU follows them.
requires_root
links && permap scan links --model mapped-xattr --host-owner 1000:1000 --rule native-symlink
permap scan links --model mapped-xattr --host-owner 1000:1000 --rule native-symlink --qemu-version 11
