# A mode without a leading 0 is octal, unlike QEMU's own fmode=640: said, so that nobody wonders.
requires_root
basic && permap convert basic --to mapped-xattr --host-owner 1:1 --fmode 640 --dmode 0750 -q
