# What the baseline does not know is not as it was: ACLs and capabilities in mtree, modes where it has only owners.
requires_root
requires_acls
mkdir -m 0755 t && touch t/f t/prog t/g && chmod 0660 t/f && chmod 0755 t/prog
setcap cap_net_raw=ep t/g 2>/dev/null || skip 'needs file capabilities'
setcap -r t/g
permap snapshot t --model passthrough -o mtree && permap snapshot t --model passthrough --format ndjson -o ndjson
sed -E '/^[^#]/s/ mode=[0-9]+//g' mtree >owners
setfacl -m u:1234:rw t/f && setcap cap_sys_admin=ep t/prog && chmod 4777 t/g
printf 'audit = true\n[rules]\nmount-options = "off"\nreplaceable-path = "off"\n' >policy.toml
ask() { permap check t --baseline "$@" --policy policy.toml --fail-on-new low --format ndjson >found; echo "$*: status $?"; sed -nE 's/.*"rule":"([^"]*)".*"path":"([^"]*)".*"baseline_state":"([^"]*)".*/  \1 \2 \3/p' found | sort; }
ask mtree; ask ndjson; ask owners
chmod 0660 t/g && permap snapshot t --model passthrough --format ndjson -o ndjson && ask ndjson
