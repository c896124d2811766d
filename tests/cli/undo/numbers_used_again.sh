# What was made since under a name of the plan is left as made, also where the file system used the inode's number again.
requires_root
# shellcheck disable=SC2016 # the inner bash expands them
on_image mkfs.ext4 -q -- '
    mkdir mnt/tree mnt/tree/d && : >mnt/tree/d/moved && : >mnt/tree/file && : >mnt/tree/one && ln mnt/tree/one mnt/tree/two && ln -s target mnt/tree/link && chmod 0755 mnt/tree mnt/tree/d && chmod 0644 mnt/tree/d/moved mnt/tree/file mnt/tree/one
    permap convert mnt/tree --to mapped-xattr --host-owner 64055:64055 --apply --run run -q -o /dev/null; echo "status $?"
    number() { stat -c %i mnt/tree/"$1"; }
    again() { n=$(number "$1"); "$2" "$1"; [[ $n = $(number "$1") ]] && echo "$1: the same number"; }
    new_directory() { mv mnt/tree/d/moved mnt/tree/kept && rmdir mnt/tree/d && mkdir mnt/tree/d && mv mnt/tree/kept mnt/tree/d/moved; }
    new_file() { rm mnt/tree/file && echo new >mnt/tree/file; }
    new_linked() { rm mnt/tree/one mnt/tree/two && echo new >mnt/tree/one && ln mnt/tree/one mnt/tree/two; }
    again d new_directory; again file new_file; again one new_linked; rm mnt/tree/link && echo target >mnt/tree/link
    permap undo run >said; echo "status $?"; sed "/^Made since/,\$d" said # what follows is wrapped by the length of a path
    (cd mnt/tree && stat -c "%F %a %u:%g %h %n" ./* d/*; getfattr -R -d .)'
