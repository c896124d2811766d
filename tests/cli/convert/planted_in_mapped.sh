# Metadata of the server in a tree that is said to be another tool's, or to keep it in files: it goes,
# as with every --from, and that is said.
requires_root
mkdir -m 0700 tree && : >tree/file && chmod 0600 tree/file
setfattr -n user.virtfs.uid -v 0x00000000 tree/file 2>/dev/null || skip 'needs user xattrs'
for model in mapped-file fake-super override-stat; do
    permap convert tree --from $model --to passthrough -q | grep -A 30 '^CRITICAL' | sed '/^Looked/,$d'
done
