requires_root
leaks && permap scan leaks --skip-rule mount-options --model passthrough --format ndjson --jobs 1 | sort
