# An existing run file, each of the ways in which others could decide what is in it.
requires_root
requires_user_xattrs
basic && mkdir keep
permap convert basic --to mapped-xattr --host-owner 64055:64055 -q -o /dev/null --run keep/run
facts_of basic >before
for verb in apply undo status; do
    chmod 1777 keep && permap $verb keep/run
    echo "status $?" && chmod 0755 keep
done
for file in run-journal run-wal run-shm; do
    touch keep/$file && chown 65534 keep/$file && permap apply keep/run
    echo "status $?" && rm keep/$file
done
ln -s ../before keep/run-wal && permap apply keep/run
echo "status $?" && rm keep/run-wal
chmod 0666 keep/run && permap apply keep/run
echo "status $?" && chmod 0600 keep/run
chown 1000 keep/run && permap apply keep/run
echo "status $?" && chown 0 keep/run
ln keep/run second && permap apply keep/run
echo "status $?" && rm second
ln -s keep/run link && permap apply link
echo "status $?" && facts_of basic | diff before - && permap apply keep/run -q
