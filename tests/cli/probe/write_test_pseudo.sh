# Where a directory is no directory but a thing of the kernel's nothing is tried, and nothing left.
requires_root
mount | grep -q '^[^ ]* on /sys/fs/cgroup' || skip 'needs a cgroup mount'
mount=$(findmnt -rn -o TARGET -t cgroup,cgroup2 | tail -n 1)
permap probe "$mount" --write-test --format ndjson 2>&1 | grep -c -e 'holds no files: no write test' -e 'which is removed again'; echo "${PIPESTATUS[0]}"
find "$mount" -maxdepth 1 -name '.permap-probe-*'
permap probe /proc --write-test 2>&1 | grep -o -e 'proc holds no files.*' -e 'removed again'
