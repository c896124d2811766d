# What the kernel refuses to everybody, whatever permissions say: by how the file system is mounted, and by an
# inode's flags. setpriv asks the kernel the same.
requires_mknod
# shellcheck disable=SC2016 # the inner bash expands them
on_image mkfs.ext4 -q -F -- '
    mount --move mnt /mnt && cd /mnt && cp /bin/true program && mknod device c 1 3 && echo >file && echo >log && mkdir kept fixed && chmod 0777 ./*
    { chattr +i fixed && chattr +a log kept; } 2>/dev/null || skip "needs immutable files"
    ask() { # OBJECT LETTERS THE-SAME-IN-BASH
        echo "== $1 $2"
        permap explain $1 --as 1000:1000 --want $2 --host-files /mnt | sed -n -e "/^  uid/,/^\$/p" | grep -v -e alone -e "^\$"
        setpriv --reuid 1000 --regid 1000 --clear-groups bash -c "$3" 2>/dev/null && echo "the kernel: yes" || echo "the kernel: no"
    }
    ask program x ./program; ask device r "<device"; ask fixed w "touch fixed/new"; ask log w "echo 2>/dev/null 1<>log"; ask log w "echo >>log"; ask log r "<log"; ask kept w "touch kept/new"
    mount -o remount,bind,noexec,nodev /mnt
    ask program x ./program; ask program r "<program"; ask device r "<device"; ask device w "echo >device"; ask fixed rx "ls fixed"
    mount -o remount,bind,ro,dev /mnt
    ask file w "echo >file"; ask device w "echo >device"; ask fixed w "touch fixed/new"
    mount --bind /mnt /media && mount -o remount,bind,rw /media
    ask file w "echo >/media/file"; ask fixed w "touch /media/fixed/new"'
