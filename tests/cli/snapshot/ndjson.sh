# ACLs and capabilities have a place in ndjson, and are counted in mtree.
requires_root
requires_acls
basic && setfacl -m u:1234:rw,d:u:5:rwx basic/directory
setcap cap_net_raw+ep basic/script 2>/dev/null || skip 'needs file capabilities'
permap snapshot basic --format ndjson; permap snapshot basic | grep '^#'
