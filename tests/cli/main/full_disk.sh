permap --help >/dev/full; echo $?; permap scan --help >/dev/full; echo $?; permap --version >/dev/full; echo $?
permap rules >/dev/full
