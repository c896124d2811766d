# Any number of jobs prints the same.
requires_root
leaks && deep leaks/deep && odd_names leaks/odd && for jobs in 1 16; do
    permap scan leaks --model passthrough --jobs $jobs | sed 's/[0-9.]* s\.$//' | md5sum
done | uniq | wc -l
