# A waiver of what was left out is not unused: nobody looked.
basic && printf '[[waive]]\nrule = "policy-mode"\npath = "private/*"\nreason = "r"\nowner = "o"\n' >policy.toml
for pattern in directory private ./private/ "$PWD/basic/private"; do permap check basic --policy policy.toml --exclude "$pattern" --format ndjson | grep -c '"waiver-unused".*"path"'; done; true
