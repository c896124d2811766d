# What is no file stays what it is; a link leads to the file that is written anew.
requires_root
mkdir tree && mknod null c 1 3 && mkfifo fifo && ln -s fifo stdout && echo old >file && ln -s file link
for name in null fifo stdout; do permap scan tree --model passthrough --fail-on none --metrics $name -q >/dev/null; echo "status $?"; done
permap scan tree --model passthrough --fail-on none --metrics link -q >/dev/null; echo "status $?"
stat -c '%n: %F' null fifo stdout link; head -1 file; ls
