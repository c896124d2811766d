# By name, or by name and first bytes; not public halves, certificates, examples, or what others may not read.
requires_root
mkdir -m 0755 t && cd t && file 0644 id_rsa "$(printf -- '-----BEGIN %s PRIVATE KEY-----' OPENSSH)" && file 0644 id_rsa.pub 'ssh-rsa AAAA' && file 0644 cert.pem '-----BEGIN CERTIFICATE-----'
file 0644 shadow 'root:*:19000:0:99999:7:::' && file 0640 shadow- 'root:*:19000:0:99999:7:::' && file 0644 .env A=b && file 0644 .env.example A=b && file 0600 .netrc && file 0640 .pgpass
mkdir -m 0700 shut && file 0604 shut/.git-credentials && mkdir .vault-token && ln -s shadow .my.cnf && cd ..
permap scan t --model passthrough --rule secret-readable --format ndjson --jobs 1 | sort
