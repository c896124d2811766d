# A user's own tree, with what only root could take there and back: listed, left, and undone.
requires_root
requires_user_xattrs
export XDG_STATE_HOME=$PWD/state
chown 65534 . && mkdir -p tree/sticky tree/foreign && cd tree
echo readable >readable && echo closed >closed && echo shared >shared && ln -s readable link
echo other >sticky/other && echo inner >foreign/inner && echo capable >capable
setcap cap_net_raw+ep capable 2>/dev/null || skip 'needs file capabilities'
chown -hR 65534:65534 . && chown 1000 sticky/other foreign && chown 65534:1000 shared
setcap cap_net_raw+ep capable && chmod 0444 readable && chmod 0000 closed && chmod 1777 sticky
cd .. && facts_of tree >before
as_user 65534 permap convert tree --to mapped-xattr --run run --apply
as_user 65534 permap convert tree --to mapped-xattr --run run --apply --allow missing-privilege
facts_of tree | grep -v virtfs
as_user 65534 permap undo run && facts_of tree | diff before -
