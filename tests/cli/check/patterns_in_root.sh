# ./NAME is in the root alone, also where NAME has wildcards: for what is expected, waived and left out.
requires_root
mkdir -p t/etc/sub && touch t/a.key t/etc/b.key t/etc/sub/c.key && chmod 0644 t/a.key t/etc/*.key t/etc/sub/c.key
expect() { printf '[[expect]]\npath = "%s"\nmode = "0600"\n' "$1" >policy.toml; echo "$1: $(permap check t --policy policy.toml --model passthrough --format ndjson | sed -nE 's/.*"policy-mode".*"path":"([^"]*)".*/\1/p' | sort | paste -sd' ')"; }
for pattern in './*.key' './[e]tc*' './*' './*/' './etc/*.key' '*.key' "*"; do expect "$pattern"; done
for pattern in './*.key' "$PWD/t/*.key" '*.key'; do permap snapshot t --exclude "$pattern" --format ndjson | grep -o '"path":"[^"]*key"' | paste -sd' '; done
true
