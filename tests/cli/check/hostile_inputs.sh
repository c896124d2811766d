# A fifo or a directory is no baseline; a report does not take the place of one; a link to one stays a link.
basic && permap snapshot basic --model passthrough -o before && cp before copy && mkfifo fifo && mkdir directory
for baseline in fifo directory; do timeout 20 permap check basic --baseline $baseline; echo "status $?"; done
permap check basic --baseline before -o before; echo "status $?"
: >policy.toml; permap check basic --policy policy.toml -o ./policy.toml; echo "status $?"; cmp before copy
ln -s before link && chmod 0600 basic/file && permap check basic --baseline link --update -q -o /dev/null; echo "status $?"
readlink link; cmp -s before copy || echo 'written anew'; permap check basic --baseline before -q -o /dev/null; echo "status $?"
