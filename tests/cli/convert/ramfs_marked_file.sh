# Where the mark of a run is a line of the root's file it takes the place of nobody's: not of a name beside, not of a
# file that no model of the run has for its own.
requires_root
unshare --mount bash -c 'mkdir ram && mount -t ramfs ramfs ram && mkdir ram/a ram/b && chmod 0755 ram ram/a ram/b && echo here >ram/a/file && echo here >ram/b/file &&
    echo mine >ram/a/.virtfs_metadata_root.permap &&
    permap convert ram/a --to mapped-file --host-owner 64055:64055 --run a --apply -q -o /dev/null && permap undo a -q && cat ram/a/.virtfs_metadata_root.permap
    head -c 100000 /dev/zero >ram/b/.virtfs_metadata_root && ls -i ram/b/.virtfs_metadata_root >before
    permap convert ram/b --from passthrough --to none --map b:0:100000:65536 --allow reserved-name --run b -o /dev/null && permap apply b
    echo "status $?" && permap status b | grep state && ls -i ram/b/.virtfs_metadata_root | diff before - && stat -c "%s %u" ram/b/.virtfs_metadata_root
    rm ram/b/.virtfs_metadata_root && ln -s nowhere ram/b/.virtfs_metadata_root && permap convert ram/b --from passthrough --to none --map b:0:100000:65536 \
        --allow reserved-name --run c --apply -o /dev/null -q
    echo "status $?" && ls -A ram/b && readlink ram/b/.virtfs_metadata_root'
