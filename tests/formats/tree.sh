# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with those who source it
# SPDX-License-Identifier: Apache-2.0
# A tree with findings under odd names, and its reports. Sourced after robust/setting.sh.

node_modules=$("$here/../../scripts/node-packages") || skip 'no packages of scripts/node-packages'

# make_findings DIR: names that are markup, commands, no UTF-8, URIs; something unreadable.
make_findings() {
    python3 -IS - "$1" <<'PYTHON'
import os
import sys

root = os.fsencode(sys.argv[1])
odd = [b"<img src=x onerror=document.title='owned'>", b"<!--", b"]]>", b"&amp;", b"a:b", b"%41", b"\xff", b"a b\nc",
       b"\xef\xbf\xbe\xef\xbf\xbf", b"\xe2\x80\xaereversed", b"n" * 255, b"::error::x", b"##[error]x", b"\\",
       b"[text](target)", b"'\"", b"...", b"script><img src=x onerror=document.title='owned'>"]
names = {b".": [bytes([byte]) + b"-odd" for byte in range(1, 256) if byte != 0x2F],
         b"sub/deep": odd, b"<": odd} # the last has the path </script>...
for directory, files in names.items():
    os.makedirs(os.path.join(root, directory), exist_ok=True)
    for name in files:
        os.close(os.open(os.path.join(root, directory, name), os.O_CREAT | os.O_WRONLY))
        os.chmod(os.path.join(root, directory, name), 0o666)
os.mkdir(os.path.join(root, b"open"))
os.chmod(os.path.join(root, b"open"), 0o777)
PYTHON
    install -m 4755 /bin/true "$1/setuid"
}

# check_report FORMAT FILE [ARGUMENTS]: of a tree with findings, against a baseline that has most of
# them, and a policy with rules of scan. Something is waived.
check_report() {
    local format=$1 file=$2 status=0
    shift 2
    if [[ ! -e before.ndjson ]]; then
        "$PERMAP" snapshot tree --model passthrough --format ndjson -o before.ndjson -q
        install -m 0666 /dev/null tree/new
        printf '%s\n' 'audit = true' '[[expect]]' 'path = "sub/*"' 'mode-forbidden = "0002"' \
            '[[waive]]' 'rule = "setuid-file"' 'path = "*"' 'reason = "r"' 'owner = "o"' >policy.toml
    fi
    "$PERMAP" check tree --baseline before.ndjson --policy policy.toml --format "$format" \
        --output "$file" --quiet "$@" || status=$?
    [[ $status -eq 1 ]] || fail "check as $format: permap ends with $status"
}

# report FORMAT FILE [ARGUMENTS]: of the trees; whatever is found, it must be whole.
report() {
    local format=$1 file=$2 status=0
    shift 2
    "$PERMAP" scan "$@" --model passthrough --format "$format" --output "$file" --quiet || status=$?
    [[ $status -le 1 ]] || fail "$format: permap ends with $status"
}
