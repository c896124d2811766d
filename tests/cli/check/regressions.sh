# Exactly the three regressions: o+w, a lost setgid bit, another owner; --update takes them over.
requires_root
basic && chmod 2755 basic/directory && permap snapshot basic --format ndjson -o before
chmod o+w basic/file; chmod g-s basic/directory; chown 5 basic/script
permap check basic --baseline before; echo "status $?"
permap check basic --baseline before --fail-on critical -q -o /dev/null; echo "status $?"
permap check basic --baseline before --update -q | tail -n 2; permap check basic --baseline before -q -o /dev/null; echo "status $?"
