# What is gone since the plan does not keep the tree closed for ever.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null && rm basic/empty && permap apply run -q -o /dev/null
permap apply run --allow changed-since -q -o /dev/null; permap status run | grep state
