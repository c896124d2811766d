# A baseline that is written anew belongs to whom it belonged; it is no program.
requires_root
basic && permap snapshot basic -o base && chown 1000:1001 base && chmod 6640 base
chmod 0600 basic/file; permap check basic --baseline base --update -q -o /dev/null; echo "status $?"; stat -c '%U %u %g %a' base | cut -d' ' -f2-
