# Names that a bind mount in the tree shows again are no sign of names elsewhere.
requires_root
# shellcheck disable=SC2016 # the inner bash expands them
unshare --mount bash -c 'mkdir -p t/a t/b t/c && echo f >t/a/f && ln t/a/f t/c/g && echo o >t/c/o && ln t/c/o outside && mount --bind t/a t/b &&
    for jobs in 1 4; do permap scan t --cross-device --jobs $jobs --rule hard-link-outside --model passthrough --format ndjson | sed -nE "s/.*\"path\":\"([^\"]*)\".*\"message\":\"([^\"]*)\".*/\\1: \\2/p"; done'
