# What cannot be read is not judged: status 3, and the baseline stays as it was.
requires_root
unreadable && permap snapshot unreadable -o before && cp before copy
as_user 1000 permap check unreadable --baseline before --update -q --jobs 1 -o /dev/null; echo "status $?"; cmp before copy && echo 'as it was'
