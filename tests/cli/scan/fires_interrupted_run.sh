# Marks on the root, above it, on a directory in it, and as a line of a metadata file; not other names and lines.
requires_root
requires_user_xattrs
mkdir -p above/t/inner above/t/plain && cd above && setfattr -n trusted.permap.run -v x . && setfattr -n user.permap.run -v x t/inner
setfattr -n user.permap.other -v x t/plain; printf '# permap.run x file y\n' >t/.virtfs_metadata_root; printf 'virtfs.uid=0\n' >t/plain/.virtfs_metadata_root; printf '# permap.run x file y\n' >t/plain/notes; cd ..
permap scan above/t --model passthrough --rule interrupted-run --format ndjson --jobs 1 | sort
permap scan above/t/plain --model passthrough --rule interrupted-run --format ndjson --jobs 1 | grep -c '"path":"\.'
