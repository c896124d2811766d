requires_root
leaks && permap scan leaks --model passthrough --format ndjson --jobs 1 | sort
