# A name made since the plan keeps a run from completing whatever is allowed; once it is gone the run ends.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null && : >basic/new && setfattr -n user.virtfs.uid -v 0x00000000 basic/new
permap apply run --allow changed-since -q -o /dev/null; echo "status $?, root $(stat -c '%u %a' basic)"
rm basic/new; permap apply run -q -o /dev/null; echo "status $?, root $(stat -c '%u %a' basic)"
