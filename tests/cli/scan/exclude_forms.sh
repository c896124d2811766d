# Anchored at the root, directories only, absolute below the root by either of its names; of two roots, below one.
requires_root
mkdir t other && touch t/x t/y other/x && mkdir t/d t/d/x && touch t/d/x/f && ln -s t link && chmod -R o+w t/* other/*
left() { permap scan "$@" --model passthrough --rule world-writable-file,world-writable-directory --format ndjson --jobs 1 | sed -n 's/.*"finding".*"root":"\([^"]*\)","path":"\([^"]*\)".*/\1 \2/p' | sort | paste -sd,; }
left t --exclude x; left t --exclude ./x; left t --exclude x/; left t --exclude ./x/; left t --exclude d//x/; left t --exclude "$PWD/t/x"; left link --exclude "$PWD/link/x" --exclude "$PWD/t/y"
left t other --exclude "$PWD/other/*"
