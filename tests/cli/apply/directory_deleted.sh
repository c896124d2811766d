# A working directory that is gone is an ordinary error.
basic && mkdir here && cd here && rmdir ../here
permap convert ../basic --to passthrough --run plan.run
echo "status $?"
permap convert "$(dirname "$PWD")/basic" --to passthrough --run plan.run
echo "status $?" && permap apply plan.run
