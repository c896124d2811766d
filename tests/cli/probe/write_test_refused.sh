# Where the user may not write, and where nobody may: said, and answered by reading.
requires_root
requires_user_xattrs
mkdir closed && chmod 0755 closed
as_user 65534 permap probe closed --write-test --safety dirfd | grep -E "mkdir|measured" -A1; echo "${PIPESTATUS[0]}"
# shellcheck disable=SC2016 # the inner shell expands them
mkdir bound && unshare --mount bash -c 'mount -t tmpfs tmpfs bound && mount -o remount,ro bound && permap probe bound --write-test | grep -E "note|measured"; echo "${PIPESTATUS[0]}"'
