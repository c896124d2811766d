# The mark names the run file so that it can be found from anywhere.
requires_root
requires_user_xattrs
basic && mkdir r && permap convert basic --to mapped-xattr --host-owner 64055:64055 -q -o /dev/null --run r/x && touch basic/new
permap apply r/x -o /dev/null
echo "status $?" && cd / && permap status "$OLDPWD/basic"
