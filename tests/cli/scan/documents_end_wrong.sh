# A full disk, a closed stdout, a reader that leaves: said, and no temporary file is left.
basic && mkdir tmp && export TMPDIR=$PWD/tmp
for format in json sarif junit html github; do
    permap scan basic --model passthrough --safety dirfd --quiet --format $format >/dev/full; echo "$format: $?"
    permap scan basic --model passthrough --safety dirfd --quiet --format $format >&-; echo "$format: $?"
    { sleep 0.1; permap scan basic --model passthrough --safety dirfd --quiet --format $format; echo "$format: $?" >&2; } | true
done
ls tmp
