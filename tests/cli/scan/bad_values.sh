# Each says what it takes.
basic
permap scan basic --format xml
permap scan basic --fail-on bad
permap scan basic --model mapped-file-system
permap scan basic --rule no-such-rule
permap scan basic --fmode 0999
permap scan basic --jobs 0
permap scan basic --host-owner no-such-user
