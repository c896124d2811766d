requires_root
requires_acls
basic && permap snapshot basic --format ndjson -o before && permap snapshot basic -o before.mtree
setfacl -m u:1234:r,m::r basic/file; setcap cap_net_raw+ep basic/script 2>/dev/null || skip 'needs file capabilities'
permap check basic --baseline before --format ndjson | grep '"finding"' | sort
permap check basic --baseline before.mtree | tail -n 4
