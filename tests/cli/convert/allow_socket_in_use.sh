# Goes on: a listener and a datagram socket; one that nobody has open does not block.
requires_root
requires_user_xattrs
mkdir t && python3 -c 'import os, socket, time
held = [socket.socket(socket.AF_UNIX, kind) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_STREAM)]
for name, one in zip(("listens", "receives", "dead"), held): one.bind(os.getcwd() + "/t/" + name)
held[0].listen(); held.pop().close(); open("ready", "w").close(); time.sleep(60)' & holder=$!
until [[ -e ready ]]; do sleep 0.05; done
blocked_by socket-in-use t --to mapped-xattr --host-owner 64055:64055; kill "$holder"
