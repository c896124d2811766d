# Without root, and with names that are not UTF-8: patterns are bytes, and what cannot be read is 3.
requires_root
mkdir t && : >t/$'caf\xe9' && : >t/$'new\nline' && mkdir -m 0700 t/shut && chmod 0755 t
printf '[[expect]]\npath = "*"\nkind = "file"\nmode = "0600"\n[[waive]]\nrule = "policy-owner"\npath = "x"\nreason = "r"\nowner = "o"\n' >policy.toml
as_user 12345 permap check t --policy policy.toml --format ndjson 2>/dev/null | grep -E '"(finding|summary)"' | sed -E 's/,"seconds":[^,}]*//' | sort; echo "status ${PIPESTATUS[0]}"
as_user 12345 permap check t --policy policy.toml --exclude shut --format ndjson 2>/dev/null | grep -c '"waiver-unused".*"path":"."'
