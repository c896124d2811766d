# 2,000 findings of many rules: what is worst, where most of it is, what to do next. The same bytes for 1 and 16 jobs.
requires_root
mkdir -m 0755 t && cd t && mkdir -p www/uploads/{2001..2010} home/{ann,bob}/.ssh spool/a/b/c/d/e/f && for i in {2001..2010}; do touch www/uploads/"$i"/{001..150}; done && touch spool/a/b/c/d/e/f/{01..80} home/ann/{01..30}
chmod -R o+w www/uploads spool home/ann/?? && chmod 0700 spool && file 0644 home/bob/.ssh/id_rsa "$(printf -- '-----BEGIN %s PRIVATE KEY-----' RSA)" && cp /bin/true home/bob/tool && chmod 0757 home/bob/tool && cp home/bob/tool home/bob/suid && mkdir -m 1777 tmp && chown -R 1000:1000 . && chmod 4755 home/bob/suid && cd ..
permap scan t --id-range 1000:2 --model passthrough --skip-rule mount-options --jobs 1 >one; permap scan t --id-range 1000:2 --model passthrough --skip-rule mount-options --jobs 16 >sixteen; sed -i 's/, [0-9.]* s\.$//' one sixteen; cmp one sixteen && cat one
