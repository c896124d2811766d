# Not as root: what could not be examined is a problem, and the status is 3.
requires_root
unreadable && as_user 65534 permap scan unreadable --skip-rule mount-options --model passthrough
unreadable && mkdir host && as_user 65534 permap scan --host-files host --id-range 1000:2 unreadable --model passthrough
