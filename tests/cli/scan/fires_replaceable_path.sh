# open (5 entries below) and open/inner (1); not what is empty, sticky, without o+x or out of reach.
requires_root
mkdir -m 0755 t && cd t && for name in open open/inner open/shut sticky no-search group private private/open; do mkdir -m 0755 "$name"; : >"$name/file"; done
mkdir empty && chmod 0777 open open/inner empty private/open && chmod 1777 sticky && chmod 0772 no-search && chmod 0775 group && chmod 0700 open/shut private && chown -R 1000:1000 . && cd ..
permap scan t --model passthrough --rule replaceable-path --format ndjson --jobs 1 | sort
permap scan t --model passthrough --rule replaceable-path --format ndjson --jobs 8 | grep -c '"entries below":"5"'
