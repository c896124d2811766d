# What is excluded, or lies under a mount, is neither gone nor dropped from a baseline that is written anew.
requires_root
basic && mkdir basic/under && : >basic/under/x && chown -hR 1000:1000 basic && permap snapshot basic -o before && cp before kept
permap check basic --baseline kept --exclude ./directory --update -q -o /dev/null; echo "status $?"; diff before kept
unshare --mount bash -c 'mount -t tmpfs none basic/under && permap check basic --baseline kept --fail-on info --update' | tail -n 5; diff before kept
printf '#mtree\n./directory type=dir\n' >part; permap check basic --baseline part --exclude ./directory --update -q -o /dev/null; echo "status $?"
# Nor is what could not be read.
unreadable && permap snapshot unreadable -o whole
as_user 1000 permap check unreadable --jobs 1 --baseline whole --fail-on info --format ndjson | grep -c entry-removed
