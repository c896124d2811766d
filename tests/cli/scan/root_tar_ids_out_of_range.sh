# Numbers that are no ids of Linux are problems, not other ids; the largest id is one.
make() { python3 - "$@" <<'PY'
import sys, tarfile
with tarfile.open(sys.argv[1], "w", format=getattr(tarfile, sys.argv[2] + "_FORMAT")) as tar:
    for uid, gid in [(1000, 0), (4294967294, 4294967294), (4294967295, 0), (4294967296, 0), (4294968296, 0), (0, 4294967297)]:
        member = tarfile.TarInfo(f"{uid}-{gid}")
        member.uid, member.gid, member.mode = uid, gid, 0o666
        tar.addfile(member)
    if sys.argv[2] == "PAX":
        for uid in [2147483646, 2147483647, 4294967295]:
            member = tarfile.TarInfo(f"acl-{uid}")
            member.pax_headers = {"SCHILY.acl.access": f"user::rw-,user:x:rw-:{uid},group::r--,mask::rw-,other::r--"}
            tar.addfile(member)
PY
}
for format in PAX GNU; do
    make t.tar $format && permap scan --root-tar t.tar --rule world-writable-file,acl-widens-access --format ndjson | sed -nE 's/.*"type":"(problem|finding)".*"path":"([^"]*)".*("uid":[0-9]*,"gid":[0-9]*|"error":"[^"]*").*/\1 \2 \3/p' | sort; echo "$format status ${PIPESTATUS[0]}"
done
