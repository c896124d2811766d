# No inode is free: a problem, status 3, the answers of reading calls, and nothing left.
requires_root
requires_user_xattrs
# shellcheck disable=SC2016 # the inner shell expands them
unshare --mount bash -c 'mkdir mem && mount -t tmpfs -o nr_inodes=2 tmpfs mem && touch mem/last; permap probe mem --write-test --fail-on none |
    grep -E "mkdir|small|measured|user attributes: files" -A1; echo "${PIPESTATUS[0]}"; ls -A mem;
    umount mem; mount -t tmpfs -o nr_inodes=5 tmpfs mem; permap probe mem --write-test | grep -E "fifos|no file|measured"; ls -A mem'
