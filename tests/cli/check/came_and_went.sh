# Without inode numbers a renamed entry went and came; with them it is one, and what is in it says nothing.
requires_root
basic && permap snapshot basic -o plain && permap snapshot basic --inodes --format ndjson -o numbered
mv basic/directory basic/folder; rm basic/empty; : >basic/new; chown 1000:1000 basic/new
for baseline in plain numbered; do permap check basic --baseline $baseline --format ndjson | grep '"finding"' | sort; done
permap check basic --baseline plain --exclude folder --exclude 'directory' --format ndjson | grep -c '"finding"'
