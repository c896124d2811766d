# Goes on: there may be room when it is needed, and there was not.
# shellcheck disable=SC2016 # the inner bash expands them
requires_root
mkdir small; export -f blocked_by facts_of skip; unshare --mount bash -c 'mount -t tmpfs -o mode=0755,nr_inodes=24 tmpfs small && mkdir small/t && for i in {1..12}; do ln -s x small/t/$i; done
    setfattr -n user.permap.test -v 1 small 2>/dev/null || skip "needs user xattrs on tmpfs"; blocked_by no-space small/t --to mapped-xattr --host-owner 64055:64055 2>/dev/null; permap undo third -q -o /dev/null; echo "undo: status $?"; find small/t -type l | wc -l'
