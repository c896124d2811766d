# What blocks nothing: purged, reported, skipped.
requires_root
requires_user_xattrs
basic && setfattr -n user.virtfs.uid -v 0x00000000 basic/file
setcap cap_net_raw+ep basic/script 2>/dev/null || skip 'needs file capabilities'
mkdir basic/mount && unshare --mount bash -c 'mount -t tmpfs tmpfs basic/mount &&
    permap convert basic --from passthrough --to mapped-xattr --host-owner 64055:64055 --run run --apply --format ndjson >found; echo "status $?"'
sed -nE 's/.*"rule":"([a-z-]*)".*"path":"([^"]*)".*/\1 \2/p' found | sort
