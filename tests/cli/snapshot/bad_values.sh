basic; try() { permap snapshot basic "$@"; echo "status $?"; }; try --view server; try --format text; try --model mapped-nothing; try --nonsense; permap snapshot nowhere
