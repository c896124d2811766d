# Metadata of rsync and podman; not the own one of the server, not other attributes.
requires_root
requires_user_xattrs
mkdir -m 0755 t && cd t && for name in rsync podman server note; do file 0644 "$name"; done
setfattr -n user.rsync.%stat -v '100644 0,0 1000:1000' rsync; setfattr -n user.containers.override_stat -v '1000:1000:0644' podman
setfattr -n user.virtfs.uid -v 0xe8030000 server; setfattr -n user.note -v x note; cd ..
permap scan t --model passthrough --rule foreign-overlay --format ndjson --jobs 1 | sort
permap scan t --model fake-super --rule foreign-overlay --format ndjson --jobs 1 | grep '"finding"' | grep -o '"path":"[a-z]*"'
