# Every rule explains itself.
for rule in $(permap rules | sed 's/ .*//'); do permap rules "$rule" || echo "no text for $rule"; done | grep -c '^Fix: '
permap rules | wc -l
