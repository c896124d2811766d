# What cannot be read is missing, said so in both places, and the status is 3.
requires_root
unreadable && as_user 1000 permap snapshot unreadable --jobs 1
