# A run file where others can make names: SQLite would replay what they plant beside it.
requires_root
requires_user_xattrs
basic
plan() { permap convert basic --to mapped-xattr --host-owner 64055:64055 -q -o /dev/null --run "$1"; echo "status $?"; }
mkdir -m 0777 open && plan open/run
mkdir -m 1777 sticky && plan sticky/run
mkdir -m 0770 group && chgrp 1000 group && plan group/run
mkdir -m 0700 acl && setfacl -m u:1000:rwx acl && plan acl/run
mkdir -m 0755 other && chown 1000 other && plan other/run
mkdir -p open/below && plan open/below/run
mkdir -p other/below && plan other/below/run
mkdir planted && touch planted/run-journal && chown 65534 planted/run-journal && plan planted/run
find . -name run
echo '--- what is enough' && mkdir -m 0770 own && plan own/run
mkdir -m 0700 sticky/below && plan sticky/below/run
