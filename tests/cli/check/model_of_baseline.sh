# The baseline says model and view; a tree with metadata and a baseline that does not know asks.
requires_root
requires_user_xattrs
special t && permap snapshot t -o native && permap convert t --to mapped-xattr --host-owner 64055:64056 --apply --run run -q -o /dev/null
permap snapshot t --model mapped-xattr --format ndjson -o guest; permap check t --baseline guest -q -o /dev/null; echo "status $?"
permap snapshot t --model mapped-xattr --view host -o host; permap check t --baseline host -q -o /dev/null; echo "status $?"
printf '#mtree\n./fifo type=fifo uid=1000\n' >part; permap check t --baseline part; echo "status $?"
permap check t --baseline part --model mapped-xattr --format ndjson --fail-on medium | grep -c '"rule":"entry-added"'
permap check t --baseline part --view host --model mapped-xattr --format ndjson | grep -v entry-added | grep '"finding"'
permap check t --baseline native; echo "status $?"; permap check t --baseline native --model mapped-xattr -q -o /dev/null; echo "status $?"
