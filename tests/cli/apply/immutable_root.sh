# A root that became immutable after the plan: refused by name before anything is changed; the plan knows of no flag.
requires_root
on_image mkfs.ext4 -q -- 'mkdir mnt/tree && : >mnt/tree/file && chmod 0755 mnt/tree && chmod 0644 mnt/tree/file &&
    permap convert mnt/tree --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null && chattr +i mnt/tree
    permap apply run --allow immutable -o /dev/null; echo "status $?"; permap status run | grep state
    chattr -i mnt/tree && permap apply run -q -o /dev/null && chattr +i mnt/tree && permap undo run -q -o /dev/null; echo "status $?"; lsattr -d mnt/tree'
