# A name of one inode was moved over a name of another; both have several, and are replaced.
requires_root
requires_user_xattrs
# shellcheck disable=SC2086 # two words
for target in "t2 t1" "t t1"; do
    set -- $target
    rm -rf tree run; mkdir tree && ln -s "$1" tree/z && ln -P tree/z tree/w && ln -s "$2" tree/x && ln -P tree/x tree/y && chmod 0755 tree
    permap convert tree --to mapped-xattr --host-owner 64055:64055 --apply --run run -q -o /dev/null; echo "status $?"
    mv tree/z tree/x && permap undo run | grep -v '^Looked'; echo "status ${PIPESTATUS[0]}"
    find tree -printf '%y %M %u %n %P %l\n' | sort -k5; [[ tree/x -ef tree/w || $(stat -c %i tree/x) = "$(stat -c %i tree/w)" ]] && echo 'x and w are one'
done
