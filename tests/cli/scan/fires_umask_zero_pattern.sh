# Twenty and more than half of what an owner has, of files and directories together; one finding for each owner.
requires_root
mkdir -p t/{careless,few,half} && (cd t/careless && touch a{1..19} closed{01..18} && chmod 0666 a{1..9} && chmod 0777 a1? && mkdir new && chmod 2777 new)
(cd t/few && touch b{1..19} && chmod 0666 b*) && (cd t/half && touch c{1..20} not{01..19} && chmod 0666 c*)
ln -s nowhere t/careless/link && chown -hR 1000 t/careless && chown -R 1001 t/few && chown -R 1002 t/half
permap scan t --model passthrough --rule umask-zero-pattern --format ndjson
permap scan t --model mapped-xattr --rule umask-zero-pattern --jobs 1 --fail-on info
find t -uid 1000 \( -type f \( -perm 666 -o -perm 777 \) -o -type d \( -perm 777 -o -perm 2777 \) \) | wc -l
find t -uid 1000 -type f,d | wc -l
