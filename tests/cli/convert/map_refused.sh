# Ranges that overlap, that are empty or that lead beyond the last id; files that are none.
basic
permap convert basic --to passthrough --map u:0:100:10 --map u:5:200:10
permap convert basic --to passthrough --map u:0:100:10 --map u:50:105:10
permap convert basic --to passthrough --map u:0:100
permap convert basic --to passthrough --map b:0:4294967290:10
permap convert basic --to passthrough --map-file missing
permap convert basic --to passthrough --map-names passwd
permap convert basic --to passthrough --unmapped perhaps
