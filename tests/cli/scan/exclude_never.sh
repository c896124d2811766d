# What can never match is refused by scan and convert alike; nothing is made.
basic
for pattern in '' '[' 'a[b' . ./ ../basic a/../b x\\ /etc "$PWD/basicx/f" "$PWD/basic" "$PWD/basic/"; do permap scan basic --model passthrough --exclude "$pattern"; echo $?; permap convert basic --to mapped-xattr --host-owner 1:1 --run run --exclude "$pattern"; echo $?; done
ls
