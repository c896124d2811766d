# The records of ndjson, in an order that does not depend on the walk, and no duration.
requires_root
leaks one && odd_names two && find two -type f -exec chmod 0666 {} +
for jobs in 1 16; do permap scan one two --model passthrough --format ndjson --sort --jobs $jobs | md5sum; done | uniq | wc -l
permap scan one two --model passthrough --format ndjson --jobs 16 | sed 's/,"seconds":[^,}]*//' | LC_ALL=C sort >streamed
permap scan one two --model passthrough --format ndjson --sort | tee sorted | LC_ALL=C sort | cmp - streamed
sed -nE 's/.*"type":"(header|finding|summary)".*/\1/p' sorted | uniq
