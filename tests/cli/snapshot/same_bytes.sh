# The same for every number of jobs, level, and order of making; no number of an inode unless asked for.
requires_root
for name in hardlinks odd_names special; do "$name" a-$name; permap snapshot a-$name --jobs 1 --safety jail >one-$name || skip 'needs a jail'; permap snapshot a-$name --jobs 16 --safety dirfd | cmp one-$name - && echo same; done
cp -a a-odd_names b; permap snapshot b | cmp - one-odd_names && echo 'same when copied'
permap snapshot b --inodes | grep -c 'inode='
