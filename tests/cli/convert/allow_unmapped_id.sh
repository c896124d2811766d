# The id is kept.
requires_root
mkdir t && : >t/inside && : >t/outside && chown 5 t t/inside && chown 1000 t/outside
blocked_by unmapped-id t --to passthrough --map u:0:100:10 --map g:0:0:10; stat -c '%u %n' t t/*
