# Mistakes in the file name line, column and key, and say what would be right.
basic
try() { printf '%b' "$1" >policy.toml; permap check basic --policy policy.toml; echo "status $?"; }
try 'audit = yes\n'
try '[rules]\nworld-writable = "on"\n'
try '[[expect]]\npath = "etc/*"\nmode = 0644\n'
try '[[expect]]\npath = "etc/*"\nmode = 420\n'
try '[[expect]]\npath = "etc/*"\nmax-mode = "0644"\n'
try '[[expect]]\npath = "/etc/*"\n'
try '[[expect]]\npath = "a"\nowner = "no-such-user-here"\n'
try '[[waive]]\nrule = "mode-widened"\npath = "a"\nowner = "ops"\n'
try '[[waive]]\nrule = "mode-widened"\npath = "a"\nowner = "ops"\nreason = "r"\nexpires = 2026-02-30\n'
try '"\\u202e\\u001b[2J" = 1\n'
permap check basic --policy nowhere.toml; echo "status $?"
