# A sysctl forbids user namespaces: scan goes on without a jail and says why; --safety jail does not.
requires_root
requires_user_namespaces
basic && chmod 0755 basic && mkdir host # whose accounts nobody knows
forbidden() { # COMMAND...: in a namespace that allows no others
    as_user 65534 unshare --user --map-root-user \
        sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' -- "$@"
}
forbidden permap scan --host-files host --id-range 1000:2 --id-range 65534:1 basic --skip-rule mount-options --model passthrough --exclude private 2>&1 | sed 's/^permap: info: //'
forbidden permap scan --host-files host --id-range 1000:2 --id-range 65534:1 basic --skip-rule mount-options --model passthrough --safety jail
