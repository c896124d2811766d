# An expectation that no entry matches says so: a misspelt path would be a gate that is always open.
basic && mkdir -p basic/etc
printf '[[expect]]\npath = "etc/pasword"\nmode = "0644"\n[[expect]]\npath = "file"\nkind = "directory"\nmode = "0755"\n[[expect]]\npath = "file"\nmode-at-most = "0777"\n' >policy.toml
permap check basic --model passthrough --policy policy.toml; echo "status $?"
# not of what was left out
permap check basic --model passthrough --policy policy.toml --exclude ./file --exclude 'etc/*' -q -o /dev/null; echo "status $?"
