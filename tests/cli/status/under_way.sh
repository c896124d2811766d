# A plan or a run that somebody is working on is not called broken.
requires_root
requires_user_xattrs
strace -o /dev/null true 2>/dev/null || skip 'needs strace that may trace'
export ASAN_OPTIONS=detect_leaks=0 # the leak checker does not work under strace
basic
# Stops a permap at one of its calls, asks, and lets it go on.
ask_in() { # CALL WHICH ARGUMENTS...
    rm -f trace; strace -f -o trace -e trace="$1" -e inject="$1":signal=STOP:when="$2" permap "${@:3}" -q -o /dev/null --jobs 1 &
    for _ in {1..100}; do grep -q SIGSTOP trace 2>/dev/null && break; sleep 0.05; done
    permap status run | tail -n 1 | sed -E 's/[0-9]+/N/'; echo "status ${PIPESTATUS[0]}"
    while pkill -CONT -P "$!" permap; do sleep 0.05; done # each thread may have been stopped
    wait "$!"; echo "ended $?"
}
ask_in getdents64 1 convert basic --to mapped-xattr --host-owner 64055:64055 --run run
permap status run | tail -n 1
ask_in fsetxattr 2 apply run
permap status run | tail -n 1
