// SPDX-License-Identifier: Apache-2.0
// Inodes with several names, one inode at a time, all names together: what round 1 builds for them,
// and round 2 of a replay.
#include "mapper/replay_rounds.hpp"

#include "mapper/replacement.hpp"
#include "mapper/tree_looks.hpp"

#include <algorithm>

namespace permap::mapper {
namespace {

std::string path_of(const LinkName& name) {
    return name.directory == "." ? name.record.name : name.directory + "/" + name.record.name;
}

} // namespace

base::Result<std::vector<LinkName>> ReplayRounds::names_of(RunReader& run,
                                                           const codec::Identity& group) {
    PERMAP_TRY_ASSIGN(std::vector<LinkName> names, run.names_of(group));
    const std::uint64_t known = names.size();
    const std::lock_guard lock(mutex_);
    const auto moved = moved_.find(group);
    if (moved != moved_.end()) {
        names.insert(names.end(), moved->second.begin(), moved->second.end());
    }
    for (LinkName& name : names) {
        name.record.known_names = known;
    }
    return names;
}

base::Result<void> ReplayRounds::prepare_groups() {
    RunReader* const run = reader();
    if (run == nullptr) {
        return {};
    }
    PERMAP_TRY_ASSIGN(const std::vector<codec::Identity> groups, run->link_groups());
    for (const codec::Identity& group : groups) {
        PERMAP_TRY_ASSIGN(const std::vector<LinkName> names, names_of(*run, group));
        if (std::ranges::any_of(names,
                                [](const LinkName& name) { return is_replaced(name.record); })) {
            has_replacements_ = true;
            prepare_group(names);
        }
        if (task_.keeps_files) {
            prepare_group_metadata(names);
        }
    }
    return {};
}

/// Builds one replacement for all names of an inode.
void ReplayRounds::prepare_group(const std::vector<LinkName>& names) {
    base::Result<base::Fd> replacement = find_replacement(names);
    for (const LinkName& name : names) {
        if (name.record.is_left_alone) {
            continue;
        }
        const base::Result<void> done =
            replacement ? prepare_name(name, *replacement) : tl::unexpected(replacement.error());
        if (!done) {
            unprepared_.insert({name.record.identity, path_of(name)});
            fail(path_of(name), done.error());
        }
    }
}

/// One metadata file for all names, as the server links it. Undoing, one for those that shared one.
void ReplayRounds::prepare_group_metadata(const std::vector<LinkName>& names) {
    std::map<std::uint64_t, SharedMetadata> files;
    for (const LinkName& name : names) {
        const Record& record = name.record;
        if (record.is_left_alone) {
            continue;
        }
        const bool is_wanted =
            target_of(task_, record).attributes.find(codec::kMetadataFile) != nullptr;
        const base::Result<base::Fd> directory =
            is_wanted ? open_closed(name.directory) : base::Result<base::Fd>(base::Fd());
        if (!is_wanted || (!directory && base::is_not_there(directory.error()))) {
            continue;
        }
        SharedMetadata& shared =
            files[task_.direction == Direction::apply ? 0 : record.metadata_inode];
        const base::Result<bool> written =
            directory ? prepare_metadata(disk_, task_for(record), directory->get(), record.name,
                                         record, &shared)
                      : tl::unexpected(directory.error());
        if (!written) {
            fail(path_of(name), written.error());
        } else if (*written) {
            has_replacements_ = true;
        }
    }
}

/// What an earlier attempt put in the place of some of the names, or, undoing, the object itself at
/// a name that was left alone; none where there was none. Where that cannot be seen nothing may be
/// built: a second replacement would split the group.
base::Result<base::Fd> ReplayRounds::find_replacement(const std::vector<LinkName>& names) {
    for (const LinkName& name : names) {
        const std::string& leaf = name.record.name;
        if (name.record.is_left_alone && task_.direction == Direction::apply) {
            continue;
        }
        const base::Result<base::Fd> directory = open_below_root(name.directory);
        const base::Result<codec::Facts> found =
            directory ? read_object(disk_.reader, directory->get(), leaf)
                      : tl::unexpected(directory.error());
        const bool may_be =
            found && (!name.record.is_left_alone || found->identity == name.record.identity);
        if (may_be && codec::has_same_inode_part(found->state, target_of(task_, name.record))) {
            return disk_.reader.open_path(directory->get(), leaf.c_str());
        }
        if (!found && !base::is_not_there(found.error())) {
            return tl::unexpected(found.error());
        }
    }
    return base::Fd();
}

/// Builds the replacement at the first name that needs one and links it beside the others.
base::Result<void> ReplayRounds::prepare_name(const LinkName& name, base::Fd& replacement) {
    const Record& record = name.record;
    const base::Result<base::Fd> opened = open_closed(name.directory);
    if (!opened) {
        return base::is_not_there(opened.error()) ? base::Result<void>()
                                                  : tl::unexpected(opened.error());
    }
    const base::Fd& directory = *opened;
    if (task_.direction == Direction::undo &&
        !is_still_there(disk_.reader, directory.get(), record)) {
        return {}; // moved away; what has taken the name may be a name of another inode
    }
    const std::string temporary = temporary_name(task_.temporary_prefix, record.name);
    if (!replacement) {
        PERMAP_TRY_ASSIGN(const std::optional<codec::Identity> made,
                          prepare_replacement(disk_, task_, directory.get(), record.name, record));
        if (!made) {
            return {};
        }
        base::Result<base::Fd> held = disk_.reader.open_path(directory.get(), temporary.c_str());
        if (!held) {
            // the next name builds another one, and two would split the group
            std::ignore = disk_.writer.unlink(directory.get(), temporary.c_str());
            return tl::unexpected(std::move(held).error());
        }
        replacement = std::move(*held);
        return note_made(*made, record);
    }
    PERMAP_TRY(clear_temporary(disk_, task_, directory.get(), record.name, record));
    const base::Result<codec::Facts> found =
        read_object(disk_.reader, directory.get(), record.name);
    if (!found) {
        return base::is_not_there(found.error()) ? base::Result<void>()
                                                 : tl::unexpected(found.error());
    }
    if (!is_to_be_replaced(task_, record, *found)) {
        return {}; // done, or settled as refused later
    }
    return disk_.writer.link(replacement.get(), directory.get(), temporary.c_str());
}

base::Result<void> ReplayRounds::settle_groups() {
    if (is_skipped(*root_node_)) { // and all below it
        return {};
    }
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
        const base::Result<std::vector<LinkName>> names = names_of(*own, group);
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
    if (names.empty()) {
        return;
    }
    Task task = task_for(names.front().record);
    bool is_changed = false;
    for (const LinkName& name : names) {
        const Record& record = name.record;
        if (record.is_left_alone) {
            continue;
        }
        const std::string path = path_of(name);
        if (unprepared_.contains({record.identity, path})) {
            continue; // what may stand at its temporary name is not the others' replacement
        }
        base::Result<Settled> settled = settle_name(task, name);
        if (settled) {
            // undo has found a name that was moved where it is now
            if (settled->outcome == Outcome::gone && task_.direction == Direction::undo) {
                continue;
            }
            is_changed = is_changed || settled->outcome == Outcome::changed;
            if (is_changed && settled->outcome == Outcome::unchanged) {
                settled->outcome = Outcome::changed;
            }
            count(path, *settled);
            note_refused(record, settled->outcome);
        } else {
            fail(path, settled.error());
            task.is_resumed = true; // the other names find what this one left
        }
    }
}

base::Result<Settled> ReplayRounds::settle_name(const Task& task, const LinkName& name) {
    const Record& record = name.record;
    const base::Result<base::Fd> directory = open_closed(name.directory);
    if (!directory && !base::is_not_there(directory.error())) {
        return tl::unexpected(directory.error());
    }
    const bool is_gone = !directory || (task.direction == Direction::undo &&
                                        !is_still_there(disk_.reader, directory->get(), record));
    if (is_gone) {
        return Settled{.outcome = Outcome::gone, .change = {}, .reason = {}};
    }
    const auto settle_entry = is_replaced(record) ? settle_by_exchange : settle_in_place;
    return settle_entry(disk_, task, directory->get(), record.name, record);
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
    if (!is_closed(task_, codec::facts_from(stat).state)) {
        return base::fail_because("its directory could not be closed to others, so it is left "
                                  "as it was");
    }
    return directory;
}

} // namespace permap::mapper
