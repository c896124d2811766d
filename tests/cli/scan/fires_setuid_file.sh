# Root's critical where guests write through; not directories, not setgid, not what is stored for the guest.
requires_root
requires_user_xattrs
mkdir -m 0755 t && cd t && file 0755 roots && file 0600 users && file 0755 setgid && file 0600 stored && mkdir directory
setfattr -n user.virtfs.mode -v 0xed890000 stored && chown 1000:1000 users && chmod 4755 roots directory && chmod 4600 users && chmod 2755 setgid && cd ..
permap scan t --model passthrough --rule setuid-file --format ndjson --jobs 1 | sort
permap scan t --model mapped-xattr --rule setuid-file --format ndjson --jobs 1 | sort
