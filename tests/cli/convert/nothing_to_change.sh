# Not even closed and opened: no time of change moves, and the run is complete.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run first --apply -q -o /dev/null && times() { find basic -printf '%P %C@\n' | LC_ALL=C sort; } && times >before && permap convert basic --from mapped-xattr --to mapped-xattr --host-owner 64055:64055 --run second --apply; times | cmp before - && echo 'as before'; permap status second | grep '^state'; permap undo second -q -o /dev/null; times | cmp before - && echo 'and after undo'
