# A baseline that is written anew has the bytes of a snapshot.
requires_root
requires_user_xattrs
basic && mkdir -p basic/a/b && permap snapshot basic --model passthrough --format ndjson -o base && chmod o+w basic/file
permap check basic --baseline base --update -q -o /dev/null; echo "status $?"
permap snapshot basic --model passthrough --format ndjson -o fresh && cmp base fresh && tail -n 1 base
