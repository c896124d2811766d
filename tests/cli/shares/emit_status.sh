# --emit for people ends as the report does, for findings and for what cannot be opened, and writes metrics and its file.
mkdir host host/srv host/srv/share && share() {
    printf '<domain type="kvm"><devices><filesystem type="mount" accessmode="passthrough"><source dir="%s"/><target dir="tag"/></filesystem></devices></domain>\n' "$1" >domain.xml
}
emit() { permap shares --libvirt-xml domain.xml --host-files host "$@"; echo "status $?"; }
share / && for words in '--format ndjson -o report' '--emit qemu --format ndjson -o report' '--emit qemu' '--emit qemu --fail-on none'; do
    # shellcheck disable=SC2086 # words
    emit $words
done
share /srv/gone && emit -o report && emit --emit fstab
share /srv/share && emit --emit fstab --fail-on none --metrics metrics -o snippets; cat snippets; grep -e '^permap_last_run_exit_status' -e '^permap_entries' metrics
