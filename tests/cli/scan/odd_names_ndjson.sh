# Names that are not UTF-8 have their bytes in path_b64.
requires_root
odd_names && find odd_names -type f -exec chmod 0666 {} +
permap scan --id-range 1000:2 odd_names --skip-rule mount-options,umask-zero-pattern --model passthrough --format ndjson --jobs 1 | grep '"finding"' | grep -o '"path[^"]*":"[^"]*"[^:]*' | cut -c 1-80 | sort
