# Goes on; with index=on there is nothing to allow.
requires_root
export -f blocked_by facts_of; on_image mkfs.ext4 -q -- 'cd mnt && mkdir lower upper work upper2 work2 plain stable && : >lower/file && : >lower/second
    mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work,userxattr,index=off overlay plain 2>/dev/null || mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work,index=off overlay plain &&
    mount -t overlay -o lowerdir=lower,upperdir=upper2,workdir=work2,index=on overlay stable &&
    blocked_by overlay-unstable plain --to mapped-xattr --host-owner 64055:64055; stat -c "%u %n" plain/*; permap convert stable --to mapped-xattr --host-owner 64055:64055 --run other -q -o /dev/null; echo "index=on: status $?"; umount plain stable'
