// SPDX-License-Identifier: Apache-2.0
// Round 2 of a replay: inodes with several names, one inode at a time, all names together.
#include "mapper/replay_rounds.hpp"

#include "mapper/replacement.hpp"

namespace permap::mapper {

base::Result<void> ReplayRounds::settle_groups() {
    RunReader* const run = reader();
    if (run == nullptr) {
        return tl::unexpected(*fatal_);
    }
    PERMAP_TRY_ASSIGN(const std::vector<codec::Identity> groups, run->link_groups());
    const auto settle_one = [&](const codec::Identity& group) {
        RunReader* const own = is_stopped() ? nullptr : reader();
        if (own == nullptr) {
            return;
        }
        const base::Result<std::vector<LinkName>> names = own->names_of(group);
        if (names) {
            settle_group(*names);
        } else {
            end_run(names.error());
        }
    };
    tbb::parallel_for_each(groups.begin(), groups.end(), settle_one);
    const std::lock_guard lock(mutex_);
    return fatal_ ? base::Result<void>(tl::unexpected(*fatal_)) : base::Result<void>();
}

/// The first name changes the inode; the others are found right and count as changed with it.
void ReplayRounds::settle_group(const std::vector<LinkName>& names) {
    bool is_changed = false;
    for (const LinkName& name : names) {
        const Record& record = name.record;
        if (record.is_left_alone) {
            continue;
        }
        const std::string path =
            name.directory == "." ? record.name : name.directory + "/" + record.name;
        const base::Result<base::Fd> directory = open_closed(name.directory);
        if (!directory) {
            fail(path, directory.error());
            continue;
        }
        const auto settle_name = is_replaced(record) ? settle_by_exchange : settle_in_place;
        base::Result<Settled> settled =
            settle_name(disk_, task_, directory->get(), record.name, record);
        if (settled) {
            // undo finds a name that was moved when it comes to the directory where it is now
            if (settled->outcome == Outcome::gone && task_.direction == Direction::undo) {
                continue;
            }
            is_changed = is_changed || settled->outcome == Outcome::changed;
            if (is_changed && settled->outcome == Outcome::unchanged) {
                settled->outcome = Outcome::changed;
            }
            count(path, *settled);
        } else {
            fail(path, settled.error());
        }
    }
}

/// Component by component from the root: every directory on the way is closed to others.
base::Result<base::Fd> ReplayRounds::open_below_root(const std::string& path) {
    PERMAP_TRY_ASSIGN(const scanner::SharedFd root, root_->open());
    base::Fd at;
    int raw = root->get();
    for (std::size_t from = 0; from <= path.size();) {
        const std::size_t slash = std::min(path.find('/', from), path.size());
        const std::string name = path.substr(from, slash - from);
        PERMAP_TRY_ASSIGN(at, disk_.reader.open_directory(raw, name.c_str()));
        raw = at.get();
        from = slash + 1;
    }
    return at;
}

base::Result<base::Fd> ReplayRounds::open_closed(const std::string& path) {
    PERMAP_TRY_ASSIGN(base::Fd directory, open_below_root(path));
    PERMAP_TRY_ASSIGN(const base::Stat stat, disk_.reader.stat_fd(directory.get()));
    const codec::DiskState state = codec::facts_from(stat).state;
    if (state.uid != task_.runner.uid || state.mode != codec::kClosedMode) {
        return base::fail_because("its directory could not be closed to others, so it is left "
                                  "as it was");
    }
    return directory;
}

} // namespace permap::mapper
