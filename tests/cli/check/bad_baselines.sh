basic; permap snapshot basic --format ndjson >good; head -n 4 good >short; sed 's/"mode":"0644"/"mode":"0999"/' good >odd; permap scan basic --model passthrough --format ndjson >report; printf '#mtree\n./a type=door\n' >door; : >nothing; printf 'SQLite format 3\0' >run
for baseline in short odd report door nothing run nowhere; do permap check basic --baseline $baseline; echo "status $?"; done
