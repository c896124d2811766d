# Under a mapped model the guest's users do not count: nobody reaches anything.
requires_root
mkdir -m 0700 closed && leaks closed/leaks
permap scan closed/leaks --model mapped-xattr --rule world-writable-file,world-writable-directory --fail-on high
