# What does not go together, and what to type instead.
basic && permap snapshot basic -o before && : >policy.toml
permap check basic; echo "status $?"
permap check; echo "status $?"
permap check --baseline before; echo "status $?"
permap check basic --root-tar x --baseline before; echo "status $?"
permap check basic --policy policy.toml --update; echo "status $?"
permap check basic --policy policy.toml --fail-on-new low; echo "status $?"
permap check basic --baseline before --fail-on-new worst; echo "status $?"
permap check basic --policy policy.toml --today tomorrow; echo "status $?"
