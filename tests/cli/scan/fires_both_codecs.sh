# An object with attributes and a metadata file; not one with either, and not in the model that has no files.
requires_root
requires_user_xattrs
mkdir -m 0700 t && cd t && for name in both attributes file neither; do file 0600 "$name"; done
mkdir -m 0700 .virtfs_metadata && for name in both file; do printf 'virtfs.uid=1000\nvirtfs.gid=1000\nvirtfs.mode=33188\n' >.virtfs_metadata/$name; done; chmod 0600 .virtfs_metadata/*
for name in both attributes; do setfattr -n user.virtfs.uid -v 0xe8030000 $name; done; cd ..
for model in mapped-file mapped-xattr passthrough; do permap scan t --model $model --rule both-codecs --format ndjson --jobs 1 | grep '"finding"'; echo "$model: ${PIPESTATUS[1]}"; done
