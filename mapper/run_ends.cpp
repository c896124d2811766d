// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_ends.hpp"

#include <algorithm>

namespace permap::mapper {

MarkedRun RunEnds::marked() const {
    return {.id = run_.info().id,
            .file = run_.path(),
            .temporary_prefix = run_.info().temporary_prefix,
            .keeps_files = task_.keeps_files};
}

base::Result<void> RunEnds::remove_own_mark(int root) const {
    PERMAP_TRY_ASSIGN(const std::string mark, read_mark(disk_.reader, root));
    const bool is_own = mark.find(run_.info().id) != std::string::npos;
    return is_own ? remove_mark(disk_, root, marked()) : base::Result<void>();
}

/// The state before this run is given up when it starts anew: directories are open then.
base::Result<void> RunEnds::begin() const {
    const RunState state = run_.state();
    if (state == RunState::planned || state == RunState::applied || state == RunState::undone) {
        PERMAP_TRY(run_.forget_kept_states());
    }
    return run_.set_state(task_.direction == Direction::apply ? RunState::applying
                                                              : RunState::undoing);
}

base::Result<void> RunEnds::mark_and_begin(int root) const {
    PERMAP_TRY_ASSIGN(const std::string earlier, read_mark(disk_.reader, root));
    base::Result<void> begun = set_mark(disk_, root, marked());
    if (begun) {
        begun = begin();
    }
    if (!begun && earlier.empty()) {
        std::ignore = remove_mark(disk_, root, marked()); // the first error is the one to tell
    }
    return begun;
}

base::Result<void> RunEnds::remove_flags_and_mark(int root) const {
    PERMAP_TRY(set_flags(disk_.writer, root, 0));
    return set_mark(disk_, root, marked());
}

/// A root with flags takes no mark, so they go first. They stand in its row, and the run says that
/// it has begun before they are gone.
base::Result<void> RunEnds::thaw_and_mark(int root, std::uint32_t flags) const {
    const RunState before = run_.state();
    PERMAP_TRY(begin());
    base::Result<void> begun = remove_flags_and_mark(root);
    if (!begun) { // it is the one to tell
        std::ignore = remove_mark(disk_, root, marked());
        std::ignore = set_flags(disk_.writer, root, flags);
        std::ignore = run_.set_state(before);
    }
    return begun;
}

base::Result<void> RunEnds::start(int root) const {
    PERMAP_TRY_ASSIGN(const base::Stat stat, disk_.reader.stat_fd(root));
    const std::vector<std::string>& allowed = run_.info().allowed;
    const std::uint32_t flags = codec::facts_from(stat).state.flags;
    const bool is_to_be_thawed =
        flags != 0 && std::ranges::find(allowed, "immutable") != allowed.end();
    return is_to_be_thawed ? thaw_and_mark(root, flags) : mark_and_begin(root);
}

base::Result<void> RunEnds::end(int root, std::uint32_t root_flags) const {
    const RunState end = task_.direction == Direction::apply ? RunState::applied : RunState::undone;
    if (root_flags != 0) {
        PERMAP_TRY(remove_mark(disk_, root, marked()));
        PERMAP_TRY(set_flags(disk_.writer, root, root_flags));
        PERMAP_TRY(disk_.writer.sync(root));
        return run_.set_state(end);
    }
    PERMAP_TRY(run_.set_state(end));
    return remove_mark(disk_, root, marked());
}

} // namespace permap::mapper
