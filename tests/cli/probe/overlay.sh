requires_root
requires_user_xattrs
unshare --mount bash -c 'mkdir base && mount -t tmpfs tmpfs base && cd base && mkdir lower upper busy merged &&
    mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=busy,index=off overlay merged && cd .. &&
    permap probe base/merged | grep -E "is on|fit for|note|fix|user attributes: f" -A2;
    umount base/merged; rm -rf base/busy/* base/upper/*;
    mount -t overlay -o lowerdir=base/lower,upperdir=base/upper,workdir=base/busy,index=on overlay base/merged &&
    permap probe base/merged | grep -E "note|fix" -A1'
