#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/ci/action.sh [--binary PATH]
#
# action.yml, its steps run as GitHub runs them: under bash with -e and pipefail, inputs in the
# environment, outputs and paths through files. And the pre-commit hook is one that the tool takes.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"

python3 -c 'import yaml' 2>/dev/null || skip 'no yaml for python3'
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# run_action INPUT=VALUE...: the steps in order; the outputs end up in $scratch/output
run_action() {
    : >"$scratch/output"
    python3 - "$top/action.yml" "$@" <<'PYTHON'
import os
import subprocess
import sys

import yaml

with open(sys.argv[1]) as file:
    action = yaml.safe_load(file)
given = dict(word.split("=", 1) for word in sys.argv[2:])
unknown = given.keys() - action["inputs"].keys()
assert not unknown, unknown
values = {name: given.get(name, row.get("default", "")) for name, row in action["inputs"].items()}
assert action["runs"]["using"] == "composite"
for step in action["runs"]["steps"]:
    environment = dict(os.environ)
    for name, value in step.get("env", {}).items():
        word = value.removeprefix("${{ inputs.").removesuffix(" }}")
        environment[name] = values[word]  # fails for what is no input
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    assert step["shell"] == "bash"
    status = subprocess.run(shell, env=environment).returncode
    if status != 0:
        sys.exit(status)
PYTHON
}

export GITHUB_ACTION_PATH=$top GITHUB_WORKSPACE=$scratch/workspace
export GITHUB_OUTPUT=$scratch/output GITHUB_PATH=$scratch/path
mkdir -p "$scratch/bin" "$GITHUB_WORKSPACE/a tree"
cp "$PERMAP" "$scratch/bin/permap" # as the first step leaves it for the second
export PATH=$scratch/bin:$PATH
printf 'x\n' >"$GITHUB_WORKSPACE/a tree/file"
(cd "$GITHUB_WORKSPACE" && "$PERMAP" snapshot 'a tree' --format ndjson -o baseline.ndjson)

run_action 'path=a tree' baseline=baseline.ndjson >"$scratch/log" || fail "clean: $(cat "$scratch/log")"
[[ $(<"$scratch/output") == $'status=0\nreport=' ]] || fail "outputs: $(<"$scratch/output")"

chmod 0666 "$GITHUB_WORKSPACE/a tree/file"
status=0
run_action 'path=a tree' baseline=baseline.ndjson format=ndjson output=report.ndjson \
    >"$scratch/log" || status=$?
[[ $status -eq 1 ]] || fail "status $status for a regression: $(cat "$scratch/log")"
[[ $(<"$scratch/output") == $'status=1\nreport=report.ndjson' ]] || fail "outputs: $(<"$scratch/output")"
grep '"rule":"mode-widened"' "$GITHUB_WORKSPACE/report.ndjson" >/dev/null || fail 'no report'

# The report for code scanning: places relative to the workspace, each result of a rule that is there.
status=0
run_action 'path=a tree' baseline=baseline.ndjson format=sarif output=permap.sarif \
    >"$scratch/log" || status=$?
[[ $status -eq 1 ]] || fail "status $status with sarif: $(cat "$scratch/log")"
python3 -IS - "$GITHUB_WORKSPACE/permap.sarif" <<'PYTHON' || fail 'the report for code scanning'
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    report = json.load(file)
[run] = report["runs"]
[result] = run["results"]
place = result["locations"][0]["physicalLocation"]["artifactLocation"]
assert report["version"] == "2.1.0"
assert place == {"uri": "a%20tree/file", "uriBaseId": "%SRCROOT%"}, place
assert result["baselineState"] == "new"
assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "mode-widened"
PYTHON
run_action 'path=a tree' baseline=baseline.ndjson fail-on=none >"$scratch/log" || fail 'fail-on=none'
status=0
run_action path=nowhere baseline=baseline.ndjson >"$scratch/log" 2>&1 || status=$?
[[ $status -eq 2 && $(<"$scratch/output") == status=2* ]] || fail "status $status without a tree"

# Values are values, whatever they look like.
status=0
run_action "path=\$(touch $scratch/injected)" "policy=;touch $scratch/injected" \
    >"$scratch/log" 2>&1 || status=$?
[[ $status -eq 2 && ! -e $scratch/injected ]] || fail 'an input was taken for a command'

# The example gives the action what it takes, and uploads the file that it asks for.
python3 - "$top/docs/ci.md" "$top/action.yml" <<'PYTHON' || fail 'the example in docs/ci.md'
import re
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    examples = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", file.read(), re.DOTALL)]
with open(sys.argv[2], encoding="utf-8") as file:
    inputs = yaml.safe_load(file)["inputs"]
[job] = [job for example in examples for job in example.get("jobs", {}).values()]
steps = {step["uses"].partition("@")[0]: step for step in job["steps"]}
given = steps["OWNER/permap"]["with"]
assert given.keys() <= inputs.keys(), given.keys() - inputs.keys()
assert given["format"] == "sarif"
upload = steps["github/codeql-action/upload-sarif"]
assert upload["with"]["sarif_file"] == given["output"]
assert upload["if"].startswith("always()") and given["output"] in upload["if"]
assert job["permissions"]["security-events"] == "write"
PYTHON

python3 - "$top/.pre-commit-hooks.yaml" <<'PYTHON' || fail 'the hook'
import sys

import yaml

with open(sys.argv[1]) as file:
    for hook in yaml.safe_load(file):
        assert {"id", "name", "entry", "language"} <= hook.keys(), hook
        assert hook["language"] == "system" and hook["entry"].startswith("permap ")
PYTHON
end
