# Sleeping metadata files are as dangerous as what they claim.
requires_root
mkdir -p t/.virtfs_metadata && touch t/{root,user,setid} && chown -R 1000:1000 t && printf 'virtfs.uid=0\n' >t/.virtfs_metadata/root
printf 'virtfs.uid=1000\n' >t/.virtfs_metadata/user && printf 'virtfs.mode=35309\n' >t/.virtfs_metadata/setid && printf 'virtfs.uid=0\n' >t/elsewhere
permap scan t --model passthrough --rule planted-metadata
