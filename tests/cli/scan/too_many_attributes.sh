# More names of attributes than can be listed hide nothing below, and no conversion takes such a directory in.
# shellcheck disable=SC2016 # the inner bash expands them
requires_root
command -v python3 >/dev/null || skip 'needs python3'
export -f skip
unshare --mount bash -c 'mkdir t && mount -t tmpfs -o mode=0755 none t && mkdir -p t/d/sub && touch t/d/sub/open && chmod 4777 t/d/sub/open && chmod 0777 t/d
python3 -c "import os
for i in range(400): os.setxattr(\"t/d\", \"user.\" + \"n\" * 240 + str(i), b\"\")
os.setxattr(\"t/d\", \"user.virtfs.uid\", bytes(4))" 2>/dev/null || skip "needs user xattrs on tmpfs"
permap scan t --model passthrough --skip-rule mount-options --format ndjson --sort | grep -E "\"(problem|finding)\"" | cut -d, -f1-5
permap snapshot t --format ndjson | grep -o "\"path\":\"[^\"]*\"" >kept; cat kept
permap convert t --to mapped-xattr --from passthrough --host-owner 64055:64055 --run run --apply -q -o /dev/null; echo "convert: status $?"; stat -c "%u" t/d t/d/sub/open'
