# Converted; the outside name changes, too.
requires_root
requires_user_xattrs
hardlinks && blocked_by hard-link-outside hardlinks --to mapped-xattr --host-owner 64055:64055
stat -c '%u %a %n' hardlinks/leaving hardlinks-outside/leaving
