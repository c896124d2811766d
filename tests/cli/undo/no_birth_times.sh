# Old inodes of ext have no birth time, and every root is inode 2: the runs of two disks do not know each other.
requires_root
# shellcheck disable=SC2016 # the inner bash expands them
on_image mkfs.ext4 -q -I 128 -- '
    truncate -s 16M image2 && PATH=$PATH:/sbin:/usr/sbin mkfs.ext4 -q -I 128 image2 >/dev/null 2>&1 && mkdir mnt2 && mount -o loop image2 mnt2 && rmdir mnt/lost+found mnt2/lost+found
    stat -c "inode %i, born %W" mnt mnt2
    : >mnt/file && : >mnt2/file && chown 1000:1000 mnt/file mnt2/file && chmod 755 mnt mnt2
    permap convert mnt --to mapped-xattr --host-owner 64055:64055 --apply --run a -q -o /dev/null; echo "status $?"
    permap convert mnt2 --to mapped-xattr --host-owner 64055:64055 --apply --run b -q -o /dev/null; echo "status $?"
    umount mnt && mount -o loop image mnt
    permap undo a -q -o /dev/null; echo "status $?"; stat -c "%u:%g %n" mnt/file mnt2/file
    permap apply a -q -o /dev/null; echo "status $?"
    umount mnt && umount mnt2 && mount -o loop image2 mnt
    permap undo a -q -o /dev/null; echo "status $?"; stat -c "%u:%g %n" mnt/file'
