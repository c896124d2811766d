# Mounts below the root are left alone and keep no undo from completing, whatever they show: another file system or the tree itself.
requires_root
requires_user_xattrs
mkdir -p tree/other tree/itself && : >tree/file && unshare --mount bash <<'COMMANDS'
mount -t tmpfs tmpfs tree/other && mount --bind tree tree/itself
for level in jail dirfd; do
    permap convert tree --to mapped-xattr --from passthrough --host-owner 64055:64055 --apply --run $level --safety $level -q -o /dev/null; echo "status $?"
    permap undo $level --safety $level; echo "status $?"
    stat -c "%a %u:%g %n" tree tree/file; getfattr -R -d tree
done
COMMANDS
