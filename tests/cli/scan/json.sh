# One object, in order; the same for any number of jobs.
requires_root
leaks && permap scan leaks --rule world-writable-file,setuid-file,secret-readable --model passthrough --format json --quiet
for jobs in 1 16; do permap scan leaks --model passthrough --format json --jobs $jobs | md5sum; done | uniq | wc -l
