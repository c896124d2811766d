requires_root
requires_user_xattrs
leaks && hardlinks leaks/hard && rm leaks/hard/leaving && for jobs in 1 16; do
    permap convert leaks --to mapped-xattr --host-owner 64055:64055 --jobs $jobs --verbose | sed 's/[0-9.]* s\.$//' | md5sum
done | uniq | wc -l
