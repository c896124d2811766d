# The report does not take the place of the run file, nor of what SQLite keeps beside it, however the run is named.
requires_root
requires_user_xattrs
# shellcheck disable=SC2016 # the inner bash expands it
basic && mkdir -p /var/lib/permap && unshare --mount bash -c 'mount -t tmpfs -o mode=0700 tmpfs /var/lib/permap &&
    permap convert basic --to mapped-xattr --host-owner 64055:64055 --apply -q -o /dev/null && cd /var/lib/permap &&
    ln -s *.run link && id=$(basename *.run .run) && md5sum "$id.run" >sums
    for word in "-o $id.run" "-o link" "-o $id.run-wal" "--metrics ./$id.run"; do permap undo "$id" $word || echo "status $?"; done
    md5sum --check --quiet sums && permap undo "$id" -q -o report && ls ./*.run report' 2>&1 | sed -E 's/[0-9a-f]{16}/RUN/g'
