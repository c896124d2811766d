# The directory above the root is open to everybody; with the sticky bit, or behind a closed one, it is not.
requires_root
mkdir -p shut/above/t && : >shut/above/t/file && chmod 0777 shut/above
permap scan shut/above/t --model passthrough --rule replaceable-path --format ndjson
chmod 0700 shut; permap scan shut/above/t --model passthrough --rule replaceable-path --format ndjson | grep -c '"finding"'
chmod 0755 shut; chmod 1777 shut/above; permap scan shut/above/t --model passthrough --rule replaceable-path --format ndjson | grep -c '"finding"'
