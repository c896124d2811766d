# A tar that ends between two members says nothing of what is missing: a problem, and what is there is reported.
basic && tar -C basic --format=gnu --sort=name -cf whole.tar . && touch one && tar -cf one.tar one
head -c 1024 whole.tar >cut.tar && gzip -k cut.tar && head -c 512 one.tar >cut-one.tar && head -c 1024 one.tar >lone-block.tar
for tar in whole.tar cut.tar cut.tar.gz cut-one.tar lone-block.tar; do
    permap scan --root-tar $tar --model passthrough --rule setuid-file --format ndjson | grep -oE '"entries":[0-9]+|"error":"[^"]*"' | paste -sd' '; echo "$tar status ${PIPESTATUS[0]}"
done
printf '[[expect]]\npath = "*"\nmode-forbidden = "6000"\n' >policy.toml && permap check --root-tar cut.tar --policy policy.toml; echo "status $?"
permap snapshot --root-tar cut.tar >/dev/null; echo "status $?"
