# A dry run compares with the tree: what it counts is what the run does, and it writes nothing.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null
chmod 0604 basic/file && chmod 0711 basic/directory && rm basic/link && : >basic/new && facts_of basic >before
permap apply run -n; echo "status $?"
facts_of basic | cmp - before && permap status run | grep state
permap apply run -q; echo "status $?"
# Half way: likewise; and with what was asked for.
facts_of basic >before; permap apply run -n -q; echo "status $?"; facts_of basic | cmp - before
rm basic/new; permap apply run -n -q --allow changed-since; echo "status $?"
permap apply run -q --allow changed-since; echo "status $?"
permap apply run -n -q; echo "status $?"
