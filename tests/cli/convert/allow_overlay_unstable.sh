# Goes on, also when the run is resumed or undone; with index=on there is nothing to allow.
# shellcheck disable=SC2016 # the inner bash expands them
requires_root
export -f blocked_by facts_of
on_image mkfs.ext4 -q -- 'cd mnt && mkdir lower lower/directory upper work upper2 work2 plain stable && : >lower/file && : >lower/directory/second
    mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work,index=off overlay plain &&
    mount -t overlay -o lowerdir=lower,upperdir=upper2,workdir=work2,index=on overlay stable &&
    blocked_by overlay-unstable plain --to mapped-xattr --host-owner 64055:64055; stat -c "%u %n" plain/*
    permap undo third -q -o /dev/null; echo "undo: status $?"; facts_of plain | cmp - before; permap apply third -q -o /dev/null; echo "apply: status $?"; stat -c "%u %n" plain/*
    facts_of stable >before; permap convert stable --to mapped-xattr --host-owner 64055:64055 --run other --apply -q -o /dev/null; echo "index=on: status $?"
    permap undo other -q -o /dev/null; echo "undo: status $?"; facts_of stable | cmp - before; umount plain stable'
