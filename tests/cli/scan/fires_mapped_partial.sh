# Some of three; not all of them, not none (mapped-missing). The root as well.
requires_root
requires_user_xattrs
mkdir -m 0755 t && cd t && file 0600 any && file 0600 no-mode && file 0600 whole && file 0600 nothing && mkdir no-gid
store() { setfattr -n "user.virtfs.$2" -v "$3" "$1"; }
store any mode 0xa4810000; store no-mode uid 0xe8030000; store no-mode gid 0xe8030000; store no-gid uid 0x00000000; store no-gid mode 0xed410000
store whole uid 0xe8030000; store whole gid 0xe8030000; store whole mode 0xa4810000; store . mode 0xed410000; cd ..
permap scan t --model mapped-xattr --rule mapped-partial --format ndjson --jobs 1 | sort
permap scan t --model passthrough --rule mapped-partial --format ndjson --jobs 1 | grep -c '"finding"'
