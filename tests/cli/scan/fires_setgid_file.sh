# Root's critical where guests write through; not directories, not setuid.
requires_root
mkdir -m 0755 t && cd t && file 0755 roots && file 0600 users && file 0755 setuid && mkdir directory
chown 0:1000 users && chmod 2755 roots directory && chmod 2640 users && chmod 4755 setuid && cd ..
permap scan t --model passthrough --rule setgid-file --format ndjson --jobs 1 | sort
