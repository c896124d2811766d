# A map that leads into itself is not applied twice: the first run is known, until it is undone.
requires_root
mkdir t && : >t/file && chown 1000:1000 t && chown 1500:1500 t/file
shift_ids() { permap convert t --to passthrough --map b:1000:2000:2000 --apply -q "$@" 2>&1 | grep ids-mapped-before; stat -c '%n %u:%g' t t/file; }
shift_ids --run first && shift_ids --run second && shift_ids --run third --allow ids-mapped-before
permap undo third -q -o /dev/null && permap undo first -q -o /dev/null && shift_ids --run fourth
