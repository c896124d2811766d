# The guest's view is the same before and after a conversion; the host's is not. With metadata it asks.
requires_root
requires_user_xattrs
special t; ln -s to t/link; chmod 4755 t/stand-in 2>/dev/null; permap snapshot t >before
permap convert t --to mapped-xattr --host-owner 64055:64056 --run run --apply -q -o /dev/null
permap snapshot t; permap snapshot t --model mapped-xattr | diff before - | grep -v '^[<>] #'
permap snapshot t --model mapped-xattr --view host | tail -n 3
