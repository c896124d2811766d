# Swapped names, a name with another id, an id with another name; not carol, not by another alias. convert takes the maps.
requires_root
requires_user_xattrs
mkdir -p host/etc guest/etc t && cd t && touch a b b2 carol dave erin zoe toor && chown 1000 a && chown 1001 b b2 && chown 1002 carol
chown 1003 dave && chown 1004 erin && chown 2000 zoe && chown 7 toor && chgrp 1000 a && cd ..
printf '%s:x:%s:0::/:\n' root 0 alice 1000 bob 1001 carol 1002 dave 1003 erin 1004 zoe 2001 toor 7 admin 7 >host/etc/passwd
printf '%s:x:%s:0::/:\n' root 0 alice 1001 bob 1000 carol 1002 frank 1003 erin 1009 zoe 2000 admin 7 >guest/etc/passwd
printf 'root:x:0:\nalice:x:1000:\n' >host/etc/group && printf 'root:x:0:\nalice:x:1001:\n' >guest/etc/group
permap scan t --model passthrough --host-files host --guest-root guest --rule id-name-conflict --format ndjson >records
python3 -c 'import json; [print(r["path"], r["message"]) or print("   ", r["evidence"]) for r in map(json.loads, open("records")) if r["type"] == "finding"]'
permap scan t --model mapped-xattr --host-files host --guest-root guest --rule id-name-conflict --fail-on info -q -o /dev/null; echo "mapped: $?"
maps=$(python3 -c 'import json; print(*("--map " + r["evidence"]["map"] for r in map(json.loads, open("records")) if "map" in r.get("evidence", {})))')
echo "$maps"
# shellcheck disable=SC2086 # one word each
permap convert t --to mapped-xattr --host-owner 64055:64055 $maps --unmapped keep --run run --apply -q -o /dev/null &&
    getfattr -R -n user.virtfs.uid -e hex t | grep . | paste - - | sort
