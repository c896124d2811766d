# What could not be examined is an error, and the status says that the report is not all.
requires_root
unreadable && mkdir host && as_user 65534 permap scan --host-files host unreadable --rule setuid-file --model passthrough --safety dirfd --format junit --quiet
