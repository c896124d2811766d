# Options that could do nothing are not passed over in silence.
basic
permap convert basic --to passthrough --host-owner 0:0 --dmode 0700 -q
permap convert basic --to passthrough --keep-native-symlinks -q
printf 'host-owner = "0:0"\n' >config && permap convert basic --to passthrough --config config -q
for words in "--run=" "--from=" "--host-owner=" "--config="; do permap convert basic --to mapped-xattr "$words"; echo "status $?"; done
permap convert basic --to mapped-xattr --run ''; echo "status $?"
for words in --emit --to --host-files --guest-root --output --metrics; do permap shares "$words" ''; echo "status $?"; done
