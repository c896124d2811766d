# A setuid file of root that is open to everybody, after ten others that are: its path is shown.
requires_root
mkdir -m 0755 t && cd t && for name in 0 1 2 3 4 5 6 7 8 9; do file 0777 "$name"; done; file 4777 zz; file 4755 a-lesser && chown 5:5 a-lesser && chmod 4755 a-lesser; cd ..
permap scan t --model passthrough --rule world-writable-executable,setuid-file | grep -A 12 setuid-file
