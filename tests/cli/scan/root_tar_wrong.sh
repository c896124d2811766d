# What does not go together, and what is no tar.
basic && tar -C basic -cf t.tar . && head -c 700 t.tar >half && : >empty
permap scan basic --root-tar t.tar; echo "status $?"
printf 'basic\n' | permap scan --files-from - --root-tar t.tar; echo "status $?"
for file in half empty basic/script nowhere basic; do permap scan --root-tar $file; echo "status $?"; done
permap scan --root-tar t.tar --model mapped-file; echo "status $?"
permap scan --root-tar t.tar --rule mount-options; echo "status $?"
