# Real devices; not fifos and sockets, not what stands for a device.
requires_mknod
requires_user_xattrs
special t && cd t && : >stand-in && setfattr -n user.virtfs.mode -v 0xb6610000 stand-in && cd ..
permap scan t --model passthrough --rule device-node --format ndjson --jobs 1 | sort
