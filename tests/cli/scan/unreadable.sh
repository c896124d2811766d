# Not as root: what could not be examined is a problem, and the status is 3.
requires_root
unreadable && as_user 65534 permap scan unreadable --skip-rule mount-options --model passthrough
