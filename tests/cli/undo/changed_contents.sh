# Contents of a stand-in that changed are never overwritten: what is said helps.
requires_root
requires_user_xattrs
mkdir t && ln -s f t/l && permap convert t --to mapped-xattr --host-owner 64055:64055 --apply --run run -q -o /dev/null
printf g >>t/l
permap undo run -q --allow changed-since | tail -n 2; echo "status ${PIPESTATUS[0]}"
mv t/l kept && permap undo run -q --allow changed-since -o /dev/null; echo "status $?"
