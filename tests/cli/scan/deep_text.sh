# A path as long as a tree is deep is cut in the middle: the text stays short.
deep && chmod o+w "$(find deep -type d | tail -n 1)" 2>/dev/null; (cd deep && for _ in {1..300}; do cd -- */ 2>/dev/null || break; done; : >open; chmod 0666 open)
permap scan deep --model passthrough --rule world-writable-file | awk 'length > 800 { long++ } /0666/ { print substr($0, 1, 40), "...", substr($0, length - 60) } END { print long + 0, "long lines" }'
