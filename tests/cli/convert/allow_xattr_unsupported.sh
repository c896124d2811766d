# The entries are left unconverted.
requires_root
mkdir ram; export -f blocked_by facts_of; unshare --mount bash -c 'mount -t ramfs ramfs ram && chmod 0755 ram && : >ram/file && blocked_by xattr-unsupported ram --to mapped-xattr --host-owner 64055:64055; stat -c "%u %a" ram ram/file'
