# Tried on real objects; nothing is left, and the directory has its times as before. Without the option,
# and as a dry run, it is not touched at all.
requires_root
on_image mkfs.ext4 -q -I 256 -- 'mkdir mnt/share; touch -d @1000000000 mnt/share; stat -c %Z mnt/share >before; sleep 0.02;
    permap probe mnt/share -q >/dev/null; permap probe mnt/share --write-test -n -q | grep -c measured; stat -c %Z mnt/share | diff before -;
    permap probe mnt/share --write-test | sed -n "/user attributes/,/free inodes/p"; stat -c %Y mnt/share; ls -A mnt/share'
