# What differs between two runs of the same case, and what is put in its place. run.sh has already
# replaced the scratch directory by TMP. Applied to stdout and stderr; bytes, not characters.

# The version, as permap prints it.
s/\bpermap [0-9]+\.[0-9]+\.[0-9]+[-+.0-9a-z]*/permap VERSION/g
s/"(permap|semanticVersion)":"[0-9][^"]*"/"\1":"VERSION"/g

# What --version says of this machine.
s/^(build|libraries|kernel|jail|handles) {2,}.*/\1/

# Run ids: 16 hexadecimal digits. Not after `= `, where attributes have their values.
s/"run":"[0-9a-f]{16}"/"run":"RUN"/g
s/\b(run +|Run: |\/)[0-9a-f]{16}\b/\1RUN/g

# Points in time.
s/\b20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[-+][0-9:]{4,6})?/TIME/g

# Durations and rates.
s/"seconds":[0-9.e+-]+/"seconds":SECONDS/g
s/\b[0-9]+(\.[0-9]+)? (ms|s|seconds?)\b/SECONDS/g
s@\b[0-9][0-9.,]*k?(/s| entries/s| per second)@RATE@g

# How far the kernel helps depends on the machine; tests that mean one level ask for it.
s/"safety":"(jail|dirfd)"/"safety":"LEVEL"/g
s/\bsafety (jail|dirfd)\b/safety LEVEL/g

# Which loop device is free depends on who else runs tests.
s@/dev/loop[0-9]+@/dev/LOOP@g

# Other people's servers on the machine that runs the tests.
/cannot tell whether a server uses/d

# How far the kernel helps is also said at the start.
/^permap: info: .*: (no jail \(|jail through a user namespace)/d
# Scratch directories of write tests.
s/\.permap-probe-[0-9a-f]{16}/.permap-probe-TOKEN/g
# What else confines programs on the machine that runs the tests.
/^    note  AppArmor is on /,/lines if so$/d
/^    note  SELinux is enforcing /,/shows the label$/d
