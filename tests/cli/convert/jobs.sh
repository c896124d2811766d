# The same report whoever does the work.
requires_root
requires_user_xattrs
leaks && hardlinks leaks/hard && rm leaks/hard/leaving
for jobs in 1 16; do
    permap convert leaks --to mapped-xattr --host-owner 64055:64055 --jobs $jobs --verbose -q |
        sed 's/[0-9.]* s\.$//' >"jobs.$jobs"
done
cmp jobs.1 jobs.16 && grep -E '^Nothing was written' jobs.1
