basic; permap snapshot basic --format ndjson >good; head -n 4 good >short; permap snapshot basic | head -n 5 >half; sed 's/"mode":"0644"/"mode":"0999"/' good >odd; permap scan basic --model passthrough --format ndjson >report; printf '#mtree\n./a type=door\n' >door; : >nothing; printf 'SQLite format 3\0' >run
for baseline in short half odd report door nothing run nowhere; do permap check basic --baseline $baseline; echo "status $?"; done
# No manifests at all, and snapshots in which lines were lost or came twice.
permap snapshot basic >whole; { printf '\xef\xbb\xbf'; cat good; } >marked; printf 'root:x:0:0:root:/root:/bin/sh\n' >passwd; grep -v ./empty whole >less; grep -v '"empty"' good >fewer; cat whole whole >twice; printf './a type=file\n. type=dir\n./a mode=0644\n' >again
for baseline in marked passwd less fewer twice; do permap check basic --baseline $baseline; echo "status $?"; done
permap check basic --baseline again >/dev/null; echo "status $?"
permap check basic --baseline whole --view host; echo "status $?"
# A comment does not go on in the next line, and the last line is one without the next, too.
{ printf '#mtree\n# a\\\n'; grep '^\./file ' whole | tr -d '\n'; printf ' %s' "\\"; } >other; permap check basic --baseline other --fail-on none --format ndjson | grep -c '"path":"file"'
