# A sysctl forbids user namespaces: scan goes on without a jail and says why; --safety jail does not.
requires_root
requires_user_namespaces
basic && chmod 0755 basic
forbidden() { # COMMAND...: in a namespace that allows no others
    as_user 65534 unshare --user --map-root-user \
        sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' -- "$@"
}
forbidden permap scan basic --skip-rule mount-options --model passthrough --exclude private 2>&1 | sed 's/^permap: info: //'
forbidden permap scan basic --skip-rule mount-options --model passthrough --safety jail
