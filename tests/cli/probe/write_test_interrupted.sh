# Ctrl-C in the middle of a write test: it is removed, and the status says why it ended. (Leaks cannot be looked for under strace.)
requires_root
requires_user_xattrs
strace -o /dev/null true 2>/dev/null || skip 'needs strace that may trace'
mkdir share
strace -f -o /dev/null -e trace=symlinkat -e inject=symlinkat:delay_enter=1500000 -- env --default-signal=INT ASAN_OPTIONS=detect_leaks=0 permap probe share --write-test -q >report &
for ((i = 0; i < 200; i++)); do
    [[ -n $(ls -A share) ]] && break
    sleep 0.02
done
sleep 0.2; pkill -INT --parent $! permap; wait $!
echo "status $?"; grep -c measured report; ls -A share
