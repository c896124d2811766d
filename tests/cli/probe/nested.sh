# Every mount below the root is looked at, also one with an odd name; the links on the way lead nowhere.
requires_root
unshare --mount bash -c 'mkdir -p root/a "root/b c" && mount -t tmpfs tmpfs root/a && mount -t ramfs ramfs "root/b c" &&
    permap probe root --format ndjson' | python3 -c '
import json, sys
for record in map(json.loads, sys.stdin):
    print(record["type"], record.get("path"), record.get("rule") or record.get("fit_for"))' | sed 's/^mount \. .*/mount ./'
