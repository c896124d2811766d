# Expectations, a rule of scan with another severity, and waivers: one that holds, one that ran out, one for nothing.
requires_root
basic && chmod 0666 basic/file basic/empty basic/directory/inner
cat >policy.toml <<'TOML'
[rules]
world-writable-file = "low"
[[expect]]
path = "*"
kind = "file"
mode-forbidden = "0002"
owner = 1000
severity = "critical"
[[expect]]
path = "directory/*"
group = 7
[[waive]]
rule = "policy-mode"
path = "./file"
reason = "written by the guest"
owner = "ops"
expires = 2026-12-31
[[waive]]
rule = "policy-mode"
path = "empty"
reason = "once needed"
owner = "ops"
expires = 2026-06-30
[[waive]]
rule = "policy-owner"
path = "no-such-name"
reason = "a typing mistake"
owner = "ops"
TOML
permap check basic --policy policy.toml --today 2026-12-31; echo "status $?"
permap check basic --policy policy.toml --today 2026-12-31 --fail-on none -q -o /dev/null; echo "status $?"
