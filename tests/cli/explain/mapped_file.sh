# A metadata file beside the object, and the one of the root.
requires_root
mkdir -m 0700 t t/.virtfs_metadata && : >t/dev && chmod 0600 t/dev && chown -R 64055:64056 t
printf 'virtfs.uid=5\nvirtfs.gid=6\nvirtfs.mode=8624\nvirtfs.rdev=259\n' >t/.virtfs_metadata/dev
printf 'virtfs.uid=7\nvirtfs.gid=8\nvirtfs.mode=16877\n' >t/.virtfs_metadata_root
for path in t/dev t; do
    permap explain $path | sed -E "s@'/[^']*/t@'.../t@; s@^(  on  *).*@\1...@" | grep -v ', [0-9]* bytes'
done
