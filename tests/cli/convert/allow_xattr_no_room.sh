# The entry without room is left unconverted, the one with just enough is not.
# shellcheck disable=SC2016 # the inner bash expands them
requires_root
export -f blocked_by facts_of; on_image mkfs.ext4 -q -b 4096 -- 'mkdir mnt/t && cd mnt/t && : >full && : >fits &&
    setfattr -n user.a -v "$(printf %03948d 0)" full && setfattr -n user.a -v "$(printf %03944d 0)" fits && cd ../.. &&
    blocked_by xattr-no-room mnt/t --to mapped-xattr --host-owner 64055:64055; stat -c "%u %n" mnt/t/full mnt/t/fits'
