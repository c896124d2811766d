// SPDX-License-Identifier: Apache-2.0
// Round 1 of a replay: close every directory, compare it with its rows, build replacements.
#include "mapper/replay_rounds.hpp"

#include "mapper/replacement.hpp"
#include "scanner/read_metadata.hpp"

namespace permap::mapper {
namespace {

/// Moved or removed by somebody, or something else has taken the place of a directory on the way.
bool is_not_there(const base::Error& error) {
    return error.code == std::errc::no_such_file_or_directory ||
           error.code == std::errc::not_a_directory ||
           error.code == std::errc::too_many_symbolic_link_levels;
}

} // namespace

base::Result<void> ReplayRounds::close_and_prepare() {
    PERMAP_TRY(run_round(&ReplayRounds::close));
    if (!is_stopped()) {
        PERMAP_TRY(prepare_groups());
    }
    {
        const std::lock_guard lock(mutex_);
        PERMAP_TRY(setting_.run.commit());
    }
    if (!has_replacements_ || is_stopped()) {
        return {};
    }
    // Without this a sudden stop leaves exchanged stand-ins empty on ext4 and xfs.
    PERMAP_TRY_ASSIGN(const scanner::SharedFd fd, root_->open());
    return disk_.writer.sync_file_system(fd->get());
}

void ReplayRounds::close(const RoundItem& item, RoundFeeder& feeder) {
    const NodePtr& node = item.node;
    const base::Result<scanner::SharedFd> fd = node->directory->open();
    if (!fd) {
        skip(*node);
        fail(node->directory->path(), fd.error());
        return;
    }
    directories_.fetch_add(1, std::memory_order_relaxed);
    base::Progress::add(setting_.progress.directories, 1);
    const int raw = (*fd)->get();
    if (node->record && !close_directory(*node, raw)) {
        skip(*node);
        if (!node->parent) {
            base::Error error = base::fail_because("cannot be closed to others, so nothing below "
                                                   "it was touched",
                                                   ".")
                                    .value();
            end_run(std::move(error));
        }
        return;
    }
    if (node->record && !node->parent) {
        prepare_beside(*node, raw, *node->record, ".");
    }
    const base::Result<void> matched = match(
        *node, raw,
        [&](const Record& record, const std::string& name) {
            prepare(node, raw, record, name, feeder);
        },
        [&](const PresentNames::Name& name) { report_unknown(node, raw, name, feeder); });
    if (!matched) {
        end_run(base::with_path(matched.error(), node->directory->path()));
    }
    report_orphans(*node, raw);
}

void ReplayRounds::report_orphans(const Node& node, int fd) {
    if (!task_.keeps_files || !node.record) {
        return;
    }
    codec::Facts facts;
    const base::Result<void> compared =
        scanner::compare_metadata_directory(disk_.reader, fd, facts);
    if (!compared) {
        fail(node.directory->path_of(codec::kMetadataDirectoryName), compared.error());
        return;
    }
    for (const std::string& name : facts.metadata.orphans) {
        if (std::ranges::binary_search(node.record->orphans, name)) {
            continue;
        }
        unknown_.fetch_add(1, std::memory_order_relaxed);
        setting_.listener.unknown_name(
            node.directory->path_of(std::string(codec::kMetadataDirectoryName) + "/" + name));
    }
}

/// Writes the entry's metadata file where it is to have one: before anything else of it changes.
void ReplayRounds::prepare_beside(const Node& node, int fd, const Record& record,
                                  const std::string& name) {
    if (!task_.keeps_files) {
        return;
    }
    const base::Result<bool> written = prepare_metadata(disk_, task_, fd, name, record);
    if (!written) {
        fail(node.directory->path_of(name), written.error());
    } else if (*written) {
        has_replacements_ = true;
    }
}

/// Makes the directory the runner's alone. False when it is left alone, and then so is all below.
bool ReplayRounds::close_directory(const Node& node, int fd) {
    const base::Result<codec::Facts> facts = read_directory_facts(node, fd);
    if (!facts) {
        fail(node.directory->path(), facts.error());
        return false;
    }
    const Record& record = *node.record;
    if (facts->identity != record.identity) {
        count(*node.directory, ".",
              {Outcome::refused, {}, "another object has taken its name since the plan"});
        return false;
    }
    const codec::DiskState& now = facts->state;
    if (!is_beside_expected(node, now)) {
        return false;
    }
    if (is_expected(record, now)) {
        codec::Change change = codec::diff(now, target_of(task_, record), order_of(task_));
        const Outcome outcome = change.empty() ? Outcome::unchanged : Outcome::changed;
        count(*node.directory, ".", {outcome, std::move(change), {}});
    } else {
        count(*node.directory, ".",
              {Outcome::refused, {}, "its owner, mode or attributes changed since the plan"});
        const base::Result<void> kept = keep_state(record, now);
        if (!kept) {
            end_run(kept.error());
            return false;
        }
    }
    const base::Result<void> closed =
        execute(disk_, fd, codec::close_directory(now, task_.runner), now);
    if (!closed) {
        fail(node.directory->path(), closed.error());
        return false;
    }
    return true;
}

/// A metadata directory that somebody made or changed since the plan may hold anything: nothing can
/// be put into it, and so nothing below can be converted.
bool ReplayRounds::is_beside_expected(const Node& node, const codec::DiskState& now) {
    const codec::Passage passage = passage_of(task_, *node.record);
    const bool is_known =
        task_.overwrites_changed || codec::admits_beside(passage, now, codec::kMetadataDirectory);
    if (!is_known) {
        count(node.directory->path_of(codec::kMetadataDirectoryName),
              {Outcome::refused, {}, "it was made or changed since the plan"});
    }
    return is_known;
}

/// Whether a directory is in a state that this run knows. One that it did not know at an earlier
/// attempt may be closed now and look familiar, but it still belongs to whoever changed it.
bool ReplayRounds::is_expected(const Record& record, const codec::DiskState& now) {
    return task_.overwrites_changed ||
           (kept_state(record) == nullptr && admits(passage_of(task_, record), now));
}

/// A directory that somebody changed since the plan is opened as he left it; what is in it is
/// converted all the same.
base::Result<void> ReplayRounds::keep_state(const Record& record, const codec::DiskState& now) {
    if (kept_state(record) != nullptr) {
        return {};
    }
    Record kept = record;
    kept.old_state = now;
    kept.wanted = now;
    const std::lock_guard lock(mutex_);
    kept_.insert_or_assign(record.directory_id, now);
    return setting_.run.keep_state(kept);
}

void ReplayRounds::prepare(const NodePtr& node, int fd, const Record& record,
                           const std::string& name, RoundFeeder& feeder) {
    if (record.directory_id != 0) {
        prepare_beside(*node, fd, record, name);
        feeder.add({make_child(node, record, name)});
        return;
    }
    left_alone_ += record.is_left_alone ? 1U : 0U;
    if (record.is_left_alone || (record.is_linked && name == record.name)) {
        return;
    }
    prepare_beside(*node, fd, record, name);
    if (record.is_linked || !is_replaced(record)) {
        return;
    }
    has_replacements_ = true;
    const base::Result<std::optional<codec::Identity>> made =
        prepare_replacement(disk_, task_, fd, name, record);
    if (!made) {
        fail(node->directory->path_of(name), made.error());
        return;
    }
    if (*made) {
        const base::Result<void> noted = note_made(**made, record);
        if (!noted) {
            end_run(noted.error());
        }
    }
}

void ReplayRounds::report_unknown(const NodePtr& node, int fd, const PresentNames::Name& name,
                                  RoundFeeder& feeder) {
    const base::Result<std::optional<Record>> moved = find_moved(fd, name.name);
    if (!moved) {
        end_run(moved.error());
        return;
    }
    if (*moved) {
        prepare(node, fd, **moved, name.name, feeder);
        return;
    }
    unknown_.fetch_add(1, std::memory_order_relaxed);
    setting_.listener.unknown_name(node->directory->path_of(name.name));
    if (task_.direction == Direction::undo) {
        // what was moved into a directory made since is found there
        const NodePtr child = make_child(node, std::nullopt, name.name);
        if (child->directory->open()) {
            feeder.add({child});
        }
    }
}

base::Result<void> ReplayRounds::note_made(const codec::Identity& made, const Record& record) {
    const std::lock_guard lock(mutex_);
    return setting_.run.add_made(made, record);
}

base::Result<void> ReplayRounds::prepare_groups() {
    RunReader* const run = reader();
    if (run == nullptr) {
        return {};
    }
    PERMAP_TRY_ASSIGN(const std::vector<codec::Identity> groups, run->link_groups());
    for (const codec::Identity& group : groups) {
        PERMAP_TRY_ASSIGN(const std::vector<LinkName> names, run->names_of(group));
        if (!names.empty() && is_replaced(names.front().record)) {
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
        const base::Result<void> done =
            replacement ? prepare_name(name, *replacement) : tl::unexpected(replacement.error());
        if (!done) {
            fail(name.directory + "/" + name.record.name, done.error());
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
        if (!is_wanted || (!directory && is_not_there(directory.error()))) {
            continue;
        }
        SharedMetadata& shared =
            files[task_.direction == Direction::apply ? 0 : record.metadata_inode];
        const base::Result<bool> written =
            directory
                ? prepare_metadata(disk_, task_, directory->get(), record.name, record, &shared)
                : tl::unexpected(directory.error());
        if (!written) {
            fail(name.directory + "/" + record.name, written.error());
        } else if (*written) {
            has_replacements_ = true;
        }
    }
}

/// What an earlier attempt put in the place of some of the names; none where there was none. Where
/// that cannot be seen nothing may be built: a second replacement would split the group.
base::Result<base::Fd> ReplayRounds::find_replacement(const std::vector<LinkName>& names) {
    for (const LinkName& name : names) {
        const std::string& leaf = name.record.name;
        const base::Result<base::Fd> directory = open_below_root(name.directory);
        const base::Result<codec::Facts> found =
            directory ? read_object(disk_.reader, directory->get(), leaf)
                      : tl::unexpected(directory.error());
        if (found && found->state == codec::inode_part(target_of(task_, name.record))) {
            return disk_.reader.open_path(directory->get(), leaf.c_str());
        }
        if (!found && !is_not_there(found.error())) {
            return tl::unexpected(found.error());
        }
    }
    return base::Fd();
}

/// Builds the replacement at the first name that needs one and links it beside the others.
base::Result<void> ReplayRounds::prepare_name(const LinkName& name, base::Fd& replacement) {
    const Record& record = name.record;
    PERMAP_TRY_ASSIGN(const base::Fd directory, open_closed(name.directory));
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
    PERMAP_TRY_ASSIGN(const codec::Facts found,
                      read_object(disk_.reader, directory.get(), record.name));
    if (found.state != codec::inode_part(origin_of(task_, record))) {
        return {}; // done, or settled as refused later
    }
    return disk_.writer.link(replacement.get(), directory.get(), temporary.c_str());
}

} // namespace permap::mapper
