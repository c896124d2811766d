requires_root
mkdir tree; : >c.toml; for owner in 0 1234; do chown $owner c.toml; permap scan tree --config c.toml --model passthrough --fail-on none >/dev/null; echo "owner $owner: $?"; done; chown 0 c.toml; chmod 0666 c.toml; permap scan tree --config c.toml; mkfifo pipe; permap scan tree --config pipe; permap scan tree --config none-such
