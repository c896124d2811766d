# Where there are no attributes at all; the mark of the run is a line in the root's file.
requires_root
unshare --mount bash -c 'mkdir ram && mount -t ramfs ramfs ram && echo here >ram/hostname && chmod 0755 ram/hostname && ln -s hostname ram/link &&
    chown -hR 1000:1001 ram && touch -h -d @1000000000 ram/* ram && stat -c "%n %A %u:%g %Y" ram ram/* > before &&
    permap convert ram --to mapped-file --host-owner 64055:64055 --run run --apply -q -o /dev/null &&
    stat -c "%n %A %u:%g %Y" ram ram/* && head ram/.virtfs_metadata/* ram/.virtfs_metadata_root &&
    permap scan ram -q && permap undo run -q -o /dev/null && stat -c "%n %A %u:%g %Y" ram ram/* | diff before - && ls -A ram'
