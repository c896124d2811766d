# What the baseline has is no reason to fail, what is new is; a finding of a policy may have changed.
requires_root
basic && chmod 0666 basic/file basic/empty && permap snapshot basic --format ndjson -o before
printf '[rules]\nworld-writable-file = "on"\n[[expect]]\npath = "*"\nkind = "file"\nmode-forbidden = "0002"\n' >policy.toml
states() { grep '"finding"' | sed -E 's/.*"rule":"([^"]*)".*"path":"([^"]*)".*"baseline_state":"([^"]*)".*/\1 \2 \3/' | sort; }
permap check basic --baseline before --policy policy.toml -q -o /dev/null; echo "status $?"
permap check basic --baseline before --policy policy.toml --fail-on-new low -q | tail -n 3; echo "status ${PIPESTATUS[0]}"
chmod 0662 basic/file; chmod 0666 basic/script
permap check basic --baseline before --policy policy.toml --format ndjson | states
permap check basic --baseline before --policy policy.toml --fail-on-new low -q -o /dev/null; echo "status $?"
