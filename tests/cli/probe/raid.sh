# What the mounted file system lies on, as a recorded machine has it: disks, partitions, an array.
# shellcheck disable=SC2016 # the inner bash expands them
requires_root
export -f recorded_raid
on_image mkfs.ext4 -q -- 'recorded_raid host mnt in_sync && permap probe mnt --host-files host --fail-on none | sed -n "/^  storage/,/^  jail/p"
    recorded_raid bad mnt rebuilding && permap probe mnt --host-files bad | sed -n "/^  storage/,\$p"
    permap probe mnt --host-files bad --format ndjson; echo "status $?"' |
    python3 -c '
import json, sys
for line in sys.stdin:
    record = json.loads(line) if line.startswith("{") else {"type": line.rstrip()}
    print(record["type"], *[json.dumps(record[key]) for key in ("storage", "storage_note", "rule", "evidence") if key in record])'
