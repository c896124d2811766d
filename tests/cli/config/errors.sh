mkdir tree; while IFS= read -r line; do printf "%b\n" "$line" >c.toml; echo "# $line"; permap scan tree --config c.toml 2>&1; done <<'LINES'
colour = "never"
color = "nevr"
[scna]
[scan]\n\nfail-on = "hi"
jobs = 0
jobs =
apply = true
[rules]\nfail-on = "low"
fmode = "0999"
quiet = "x"
rule = ["setuid-file", "b"]
color = 1.5
LINES
