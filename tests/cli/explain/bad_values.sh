: >file && mkdir share
permap explain file --access everybody
permap explain file --want rq
permap explain file --as-guest root
permap explain file --root share
permap explain file --model nonsense
permap explain nowhere
