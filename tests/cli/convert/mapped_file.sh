# The model that needs no attributes: files beside the objects, and back without a trace.
requires_mknod
special && rm special/character-large && facts_of special > before
permap convert special --to mapped-file --host-owner 64055:64055 --run run --apply -q -o /dev/null
facts_of special
find special -name '.virtfs_metadata*' -o -path '*/.virtfs_metadata/*' | LC_ALL=C sort
cat special/.virtfs_metadata_root
permap undo run --allow device-node -q -o /dev/null && facts_of special | diff before - && echo same
