# What the baseline has, too, is no failing test and takes no annotation; --fail-on brings it back.
requires_root
basic && chmod 0666 basic/file && permap snapshot basic --model passthrough --format ndjson -o before && chmod 0666 basic/script
printf '[rules]\nworld-writable-file = "on"\nentry-added = "off"\n' >policy.toml
junit() { permap check basic --baseline before --policy policy.toml "$@" --format junit -q; echo "status $?"; }
junit --fail-on-new low | grep -E -A 1 'status|<testsuites|name="(file|script)"' | sed -E 's/(message="[^"]*">|>(high|low): ).*/\1/'
junit --fail-on high --fail-on-new low | grep -c '<failure'
junit --update | grep -cE '<failure|^status 0'
permap check basic --baseline before --policy policy.toml --fail-on-new low --format github -q; echo "status $?"
