# Who names a rule relies on it: one that scan never looks for, or takes back, is an error; so in a policy.
basic
permap scan basic --model passthrough --rule setuid-file,wide-export; echo "status $?"
permap scan basic --model passthrough --rule mode-widened; echo "status $?"
permap scan basic --model passthrough --rule setuid-file --skip-rule setuid-file; echo "status $?"
permap scan basic --model passthrough --skip-rule wide-export,no-space --fail-on none -q -o /dev/null; echo "status $?"
policy() { printf '[rules]\n%s\n' "$1" >policy.toml; permap check basic --model passthrough --policy policy.toml -q -o /dev/null; echo "status $?"; }
policy 'no-space = "on"'
policy 'wide-export = "high"'
policy 'no-space = "off"'
policy 'mode-widened = "low"'
