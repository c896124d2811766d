: >file && mkdir share
permap explain file --access everybody
permap explain file --want rq
permap explain file --as-guest root
permap explain file --root share
permap explain file --model nonsense
permap explain nowhere
permap explain file --as 0 --want ''
permap explain file --want w
permap explain file --host-files missing
permap explain file --host-files file
