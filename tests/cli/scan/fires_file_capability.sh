requires_root
mkdir -m 0755 t && cd t && file 0755 capable && file 0755 none && file 4755 setuid && ln capable again
setcap cap_net_raw+ep capable 2>/dev/null || skip 'needs file capabilities'
cd ..; permap scan t --model passthrough --rule file-capability --format ndjson --jobs 1 | sort
