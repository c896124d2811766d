# A private key that follows the certificates of its chain in one file, and one further down than is looked.
requires_root
chain() { printf -- '-----BEGIN CERTIFICATE-----\n%*s\n' "$1" ''; }
key() { printf -- '-----BEGIN %s KEY-----\n' PRIVATE; }
mkdir -m 0755 t && { chain 9000 && key; } >t/both.pem && { chain 70000 && key; } >t/far.pem && chain 9000 >t/chain.pem && chmod 0644 t/*
permap scan t --model passthrough --rule secret-readable --format ndjson
