# One directory that a guest makes does not make a tree mapped-file: what looks like a model is counted.
requires_root
requires_user_xattrs
tree() { mkdir "$1" && for name in a b c; do : >"$1/$name" && chmod 0600 "$1/$name"; done && chmod 0700 "$1"; }
tree mapped && for name in . a b c; do setfattr -n user.virtfs.uid -v 0xe8030000 mapped/$name; done
mkdir -m 0700 mapped/.virtfs_metadata
permap scan mapped --fail-on none 2>&1 >report | sed 's/;.*//'
permap scan mapped --fail-on none --format ndjson -q | grep -c '"mapped-missing".*"path"'
# nor a file in it, nor in a tree without any metadata
: >mapped/.virtfs_metadata/a
permap scan mapped --fail-on none 2>&1 >report | sed 's/;.*//'
tree plain && mkdir -m 0700 plain/.virtfs_metadata && permap scan plain --fail-on none 2>&1 >report | sed 's/;.*//'
permap snapshot plain
# where most have one, it does
for name in a b c; do echo virtfs.uid=1000 >plain/.virtfs_metadata/$name; done
permap scan plain --fail-on none 2>&1 >report | sed 's/;.*//'
