# A test that is killed has said before what it would leave; the next one says what is left.
requires_root
requires_user_xattrs
strace -o /dev/null true 2>/dev/null || skip 'needs strace that may trace'
mkdir share
{ strace -f -o /dev/null -e trace=fsetxattr -e inject=fsetxattr:signal=KILL:when=1 permap probe share --write-test >/dev/null; echo "status $?"; } 2>said
left=$(ls -A share)
grep -c "write test in 'share/$left', which is removed again" said; ls "share/$left"
permap probe share --write-test -q --format ndjson |
    python3 -c 'import json, sys; r = [json.loads(l) for l in sys.stdin][1]; print([n for n in r["notes"] if "killed" in n], r["fixes"], sep="\n")'
rm -r "share/$left"; permap probe share --write-test -q | grep -c killed; ls -A share
