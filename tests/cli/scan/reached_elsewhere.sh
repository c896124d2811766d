# A directory above or in the tree stops host users, but another mount lets them in; severity follows.
# What is said of host users is what the kernel lets user 65534 do through the mount.
# shellcheck disable=SC2016 # the inner bash expands them
requires_root
export -f as_user
on_image mkfs.ext4 -q -- 'umask 022; mkdir -p mnt/shut/tree/private/data/inner mnt/tree closed/in open file upper work; chmod 0700 mnt/shut mnt/shut/tree/private closed; chmod 0755 mnt
    : >file/f; : >mnt/tree/top; for name in top private/beside private/data/low private/data/inner/deep private/single; do : >mnt/shut/tree/$name; chmod 0666 mnt/shut/tree/$name; done; chmod 0666 mnt/tree/top
    ask() { echo "$1"; shift; permap scan "$@" --rule world-writable-file --format ndjson |
        sed -nE "s/.*severity\":\"([^\"]*)\".*path\":\"([^\"]*)\".*; ([^\"]*)\",.kind.*/  \\2 \\1: \\3/p" | sort; }
    try() { for name; do if as_user 65534 test -w $name; then echo "  kernel: $name yes"; else echo "  kernel: $name no"; fi; done; }
    tree=mnt/shut/tree as=--model=passthrough
    ask "its own path alone:" $tree $as; try $tree/top
    mount --bind mnt/shut/tree closed/in && ask "the root in a closed place:" $tree --model mapped-xattr; try closed/in/top; umount closed/in
    mount --bind mnt/shut/tree open && ask "the root in an open place:" $tree --model mapped-xattr; try open/top open/private/data/low; umount open
    mount --bind mnt closed/in && ask "the file system around it in an open place:" closed/in/tree --model mapped-xattr; try closed/in/tree/top mnt/tree/top; umount closed/in
    mount --bind mnt/shut/tree open && mount -t tmpfs tmpfs open && ask "covered by something else:" $tree --model mapped-xattr --exclude private; umount open open
    mount --bind $tree/private/data open && ask "a directory in it:" $tree $as; try open/low open/inner/deep
    chmod 0700 $tree/private/data/inner && ask "closed again below:" $tree $as --safety dirfd; try open/inner/deep; chmod 0755 $tree/private/data/inner; umount open
    mount --bind $tree/private/single file/f && ask "a file in it:" $tree $as; try file/f; umount file/f
    mount -t overlay -o lowerdir=$PWD/$tree/private/data,upperdir=$PWD/upper,workdir=$PWD/work overlay open && ask "a layer of an overlay:" $tree $as; try open/low; umount open
    mkdir mnt/shut/tree/public && mount --bind $tree/private/data $tree/public && ask "in the tree itself, for guests:" $tree $as; try $tree/public/low; umount $tree/public
    mount --bind $tree open; permap scan $tree --model mapped-xattr --rule world-writable-file | grep "0666 "'
