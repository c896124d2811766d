#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/formats/sarif.sh [--binary PATH]
#
# SARIF reports against the published schema and the rules of Microsoft's validator, GitHub's
# included; and names that come back from their URIs byte for byte.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"
# shellcheck source=tests/formats/tree.sh
source "$here/../formats/tree.sh"

[[ -d /usr/lib/python3/dist-packages/jsonschema ]] || skip 'no python3-jsonschema'
multitool=$node_modules/@microsoft/sarif-multitool-linux
cd "$scratch"
make_findings tree
mkdir second && chmod 0777 second
PERMAP_TREE=$scratch/tree

# complaints FILE: what the schema does not allow, errors, and warnings that are not known here. The
# validator knows no enumerations: jsonschema does.
complaints() {
    /usr/bin/python3 -IS -c '
import json, sys
sys.path.append("/usr/lib/python3/dist-packages")
import jsonschema
schema, report = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
validator = jsonschema.validators.validator_for(schema)(schema)
for error in list(validator.iter_errors(report))[:3]:
    print(error.json_path, error.message[:200])
' "$multitool/sarif-2.1.0.json" "$1"
    "$multitool/Sarif.Multitool" validate "$1" --rule-kind 'Sarif;Ghas' --level 'Error;Warning' \
        --json-schema "$multitool/sarif-2.1.0.json" >"$scratch/log" 2>&1 || true
    grep -q '^Analysis completed successfully' "$scratch/log" || printf 'the validator did not end\n'
    # There is no page about permap that is there to stay: informationUri.
    grep -E ': (error|warning) [A-Z]+[0-9]+:' "$scratch/log" | grep -v SARIF2005 || true
}

report sarif one.sarif tree --jobs 1
report sarif sixteen.sarif tree --jobs 16
report sarif both.sarif tree second
report sarif absolute.sarif "$PERMAP_TREE"
cmp one.sarif sixteen.sarif || fail 'other bytes with 16 jobs'
for file in both absolute; do
    found=$(complaints "$file.sarif")
    [[ -z $found ]] || fail "$file: ${found:0:600}"
done

# That it looks at all.
sed 's/"level":"error"/"level":"catastrophe"/' one.sarif >broken.sarif
[[ -n $(complaints broken.sarif) ]] || fail 'the validator takes anything'

python3 -IS - "$PERMAP_TREE" one.sarif absolute.sarif both.sarif <<'PYTHON' || fail 'see above'
import json
import os
import stat
import sys
from urllib.parse import unquote_to_bytes

root = os.fsencode(sys.argv[1])
open_names = set()
for directory, _, files in os.walk(root):
    open_names |= {os.path.join(directory, name) for name in files
                   if os.stat(os.path.join(directory, name)).st_mode & stat.S_IWOTH}


def prints(name):
    with open(name, encoding="utf-8") as stream:
        [run] = json.load(stream)["runs"]
    found, files = set(), set()
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        path = unquote_to_bytes(place["uri"])
        if place["uriBaseId"] == "ROOT":
            path = unquote_to_bytes(run["originalUriBaseIds"]["ROOT"]["uri"].removeprefix("file://")) + path
        if result["ruleId"] == "world-writable-file":
            files.add(os.path.join(os.path.dirname(root), path))
        mark = result["partialFingerprints"]["permapPlace/v1"]
        assert mark not in found, mark
        found.add(mark)
    assert run["invocations"][0]["executionSuccessful"]
    return found, files


relative, files = prints(sys.argv[2])
absolute, same_files = prints(sys.argv[3])
assert files == same_files == open_names, (files ^ open_names, same_files ^ open_names)
assert relative == absolute, "fingerprints depend on how the root is named"
assert len(prints(sys.argv[4])[0]) > len(relative)
PYTHON

# A check with a baseline and a policy: states, suppressions, all rules.
check_report sarif check.sarif --jobs 1
check_report sarif check_sixteen.sarif --jobs 16
cmp check.sarif check_sixteen.sarif || fail 'other bytes of a check with 16 jobs'
found=$(complaints check.sarif)
[[ -z $found ]] || fail "check: ${found:0:600}"
python3 -IS - check.sarif <<'PYTHON' || fail 'a result of no rule, or a check that shows nothing'
import json
import sys

with open(sys.argv[1], encoding="utf-8") as stream:
    [run] = json.load(stream)["runs"]
results = run["results"]
assert all(run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] for result in results)
assert {result["baselineState"] for result in results} >= {"new", "unchanged"}
assert any("suppressions" in result for result in results)
assert {result["ruleId"] for result in results} >= {"entry-added", "policy-mode", "world-writable-file"}
PYTHON
end
