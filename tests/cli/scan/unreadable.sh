# Not as root: what could not be examined is a problem, and the status is 3.
requires_root
unreadable && mkdir host && as_user 65534 permap scan --host-files host --id-range 1000:2 unreadable --skip-rule mount-options --model passthrough
