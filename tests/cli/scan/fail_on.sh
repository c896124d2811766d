requires_root
leaks
for severity in none info low medium high critical; do
    permap scan leaks --model passthrough --rule world-writable-sticky --fail-on $severity >/dev/null
    echo "$severity: $?"
done
