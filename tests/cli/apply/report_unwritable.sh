# A report that nobody takes does not stop a run in the middle, and is no success either: a full disk, a
# closed stdout, a reader that has gone.
requires_root
requires_user_xattrs
basic
permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run >/dev/full; echo "convert $?"
permap apply run >/dev/full; echo "apply $?"
permap status run | grep ^state
permap undo run >&-; echo "undo $?"
{ sleep 0.3; permap apply run; echo "apply $?" >&2; } | true
{ sleep 0.3; permap undo run --format ndjson --verbose; echo "undo $?" >&2; } | true
permap status run | grep -E "undone|applied"
getfattr -R -d -m user.virtfs basic
