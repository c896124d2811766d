requires_root
leaks && permap scan --id-range 1000:2 leaks --skip-rule mount-options --model passthrough --format ndjson --jobs 1 | sort
