# Each result is of a rule of the driver, waived or not; rules that are off are not there.
requires_root
basic && chmod 0666 basic/file && permap snapshot basic --model passthrough --format ndjson -o before
chmod 0666 basic/script; chmod 2777 basic/directory; chmod 4755 basic/empty
cat >policy.toml <<'TOML'
audit = true
[rules]
mode-narrowed = "off"
mount-options = "off"
[[expect]]
path = "*"
mode-forbidden = "0002"
[[waive]]
rule = "setuid-file"
path = "*"
reason = "r"
owner = "o"
[[waive]]
rule = "hard-link-outside"
path = "*"
reason = "r"
owner = "o"
expires = 2026-01-01
TOML
names() { python3 -IS -c '
import json, sys
[run] = json.load(sys.stdin)["runs"]
rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
assert len(rules) == len(set(rules))
for result in run["results"]:
    assert rules[result["ruleIndex"]] == result["ruleId"], result
print("results", *sorted({result["ruleId"] for result in run["results"]}))
print("not looked for", *sorted({"mode-narrowed", "policy-mode", "waiver-unused", "secret-readable", "nested-mount"} - set(rules)))
'; }
permap check basic --baseline before --policy policy.toml --format sarif --today 2026-06-01 -q | names
permap check basic --baseline before --format sarif -q | names
tar -C basic -cf t.tar . && permap check --root-tar t.tar --policy policy.toml --format sarif -q | names
