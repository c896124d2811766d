# An unfinished run comes first; no command where nothing is common; the path is a word for the shell.
requires_root
requires_user_xattrs
mkdir -m 0755 'my share' other && touch 'my share'/open && chmod 0666 'my share'/open && setfattr -n user.permap.run -v x 'my share' && touch other/suid && chmod 4755 other/suid
for model in passthrough mapped-xattr; do permap scan 'my share' --model $model --rule world-writable-file,interrupted-run --quiet | grep '^Next' -A3; done
setfattr -x user.permap.run 'my share'; permap scan 'my share' --model passthrough --rule world-writable-file --host-owner 64055:64055 --quiet | grep '^Next' -A4
permap scan other --model passthrough --rule setuid-file --quiet | grep '^Next' -A3
touch guests && chmod 0666 guests && mkdir -m 0755 ids && mv guests ids && chown 4242:4242 ids ids/guests
permap scan ids --model passthrough --rule world-writable-file,unknown-owner,unknown-group --quiet | grep '^Next' -A4
