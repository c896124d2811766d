recorded_host host && permap shares --host-files host --guest-root guest --format ndjson
