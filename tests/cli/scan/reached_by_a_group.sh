# A directory that a broad group may search, by mode or ACL, stops nobody who matters; another group's does.
requires_root
requires_acls
mkdir -m 0755 t && cd t && for name in by-mode by-acl masked other; do mkdir -m 0750 $name && : >$name/open && chmod 0666 $name/open; done
chgrp 100 by-mode && setfacl -m g:100:x by-acl && setfacl -m g:100:x,m::r masked && chgrp 33 other; cd ..
permap scan t --model passthrough --broad-group 100 --rule world-writable-file --format ndjson --jobs 1 | sed -nE 's/.*"severity":"([a-z]+)".*"path":"([^"]*)".*"reachable":"([a-z]+)".*/\2 \1 \3/p' | sort
as_user 65533 true 2>/dev/null; for name in by-mode by-acl masked other; do setpriv --reuid=4000 --regid=4000 --groups=100 bash -c "echo x >t/$name/open" 2>/dev/null && echo "a member of 100 writes $name/open"; done
