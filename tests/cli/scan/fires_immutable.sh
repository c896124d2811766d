# Two flags; not others, not a mode without w.
requires_root
mkdir -m 0755 t && cd t && file 0644 immutable && file 0644 append-only && file 0644 no-dump && file 0444 read-only && mkdir directory
chattr +i immutable directory 2>/dev/null || skip 'needs immutable files'
chattr +a append-only; chattr +d no-dump; cd ..
permap scan t --model passthrough --rule immutable --format ndjson --jobs 1 | sort
chattr -i -a t/*
