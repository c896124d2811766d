# Goes on; the mark of the old run gives way to the new one's, which goes at the end.
requires_root
requires_user_xattrs
basic && setfattr -n trusted.permap.run -v 'run 0123456789abcdef file /elsewhere' basic
blocked_by interrupted-run basic --to mapped-xattr --host-owner 64055:64055; getfattr -d -m trusted basic
