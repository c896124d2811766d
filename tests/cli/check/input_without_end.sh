# Files of options may be pipes, which may have no end: no memory is filled with what is none of them.
requires_root
basic
endless() { head -c 70000000 /dev/zero; }
permap check basic --policy <(endless) 2>&1 | sed 's,/dev/fd/[0-9]*,PIPE,'
permap check basic --policy <(echo 'audit = true') --guest-passwd <(endless) 2>&1 | sed 's,/dev/fd/[0-9]*,PIPE,'
permap convert basic --to mapped-xattr --host-owner 5:5 --map-file <(endless) 2>&1 | sed 's,/dev/fd/[0-9]*,PIPE,'
permap check basic --policy <(printf '[[expect]]\npath = "file"\nmode = "0600"\n') --fail-on none 2>&1 | grep -c policy-mode
