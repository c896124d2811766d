# A dry run compares with the tree, finds what was moved, and writes nothing.
requires_root
requires_user_xattrs
basic && mkdir -p basic/a/b && : >basic/a/b/moved && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null
permap undo run -n -q; echo "status $?"
permap apply run -q -o /dev/null
mkdir basic/new && mv basic/a/b basic/new/b && chmod 0666 basic/file && rm basic/link && facts_of basic >before
permap undo run -n; echo "status $?"
facts_of basic | cmp - before && permap status run | grep state
permap undo run -q | grep -e ^Changed -e "^    "; echo "status ${PIPESTATUS[0]}"
# What would become real is asked for here, too.
mkdir s && : >s/setuid && chmod 4755 s/setuid && permap convert s --to mapped-xattr --host-owner 64055:64055 --run set --apply -q -o /dev/null
permap undo set -n -q | grep -v '^ '; echo "status ${PIPESTATUS[0]}"
permap undo set -n --allow setuid-file --format ndjson | jq -c 'select(.type == "change") | [.path, .steps[-1]]' | sort
