// SPDX-License-Identifier: Apache-2.0
#include "mapper/settle.hpp"

#include "mapper/replacement.hpp"

#include <cerrno>

namespace permap::mapper {
namespace {

using codec::DiskState;
using codec::Kind;

bool can_be_opened(Kind kind) {
    return kind == Kind::file || kind == Kind::directory;
}

Settled refuse(std::string reason) {
    return {.outcome = Outcome::refused, .change = {}, .reason = std::move(reason)};
}

bool is_missing(const base::Error& error) {
    return error.code == std::errc::no_such_file_or_directory;
}

/// Whether the object at the name is the one that is to be replaced: when applying, the very inode
/// of the plan; when undoing, the stand-in, whose inode is new but whose state is known in full.
bool is_object_to_replace(const Task& task, const Record& record, const codec::Facts& found) {
    const bool is_recorded = found.identity == record.identity;
    const bool is_inode = task.direction == Direction::undo || is_recorded;
    return is_inode && (task.overwrites_changed || found.state == origin_of(task, record));
}

bool is_target(const Task& task, const Record& record, const codec::Facts& found) {
    return found.state == target_of(task, record);
}

/// Whether a replacement is whole: a step of building it may have failed, and what it then holds
/// must not take the place of the only other copy.
base::Result<void> check_replacement(const Disk& disk, const Task& task, int dirfd,
                                     const std::string& temporary, const Record& record) {
    PERMAP_TRY_ASSIGN(const codec::Facts made, read_object(disk.reader, dirfd, temporary));
    if (!is_target(task, record, made) || made.mtime != record.mtime) {
        return base::fail_because("its replacement is not complete, so it is left as it was");
    }
    return {};
}

base::Result<Settled> change_pinned(const Disk& disk, const Task& task, const Pinned& pinned,
                                    const Record& record) {
    const DiskState& now = pinned.facts.state;
    if (pinned.facts.identity != record.identity) {
        return refuse("another object has taken its name since the plan");
    }
    if (!task.overwrites_changed && !codec::admits(passage_of(task, record), now)) {
        return refuse("its owner, mode or attributes changed since the plan");
    }
    codec::Change change = codec::diff(now, target_of(task, record), order_of(task));
    if (change.empty()) {
        return Settled{};
    }
    PERMAP_TRY(execute(disk, pinned.fd.get(), change, now));
    return Settled{.outcome = Outcome::changed, .change = std::move(change), .reason = {}};
}

} // namespace

const DiskState& origin_of(const Task& task, const Record& record) {
    return task.direction == Direction::apply ? record.old_state : record.wanted;
}

const DiskState& target_of(const Task& task, const Record& record) {
    return task.direction == Direction::apply ? record.wanted : record.old_state;
}

codec::OwnerChange order_of(const Task& task) {
    return task.direction == Direction::apply ? task.forward : task.backward;
}

codec::Passage passage_of(const Task& task, const Record& record) {
    return {.from = record.old_state,
            .to = record.wanted,
            .forward = task.forward,
            .backward = task.backward,
            .closed_owner = task.runner};
}

bool is_replaced(const Record& record) {
    return codec::needs_replacing(record.old_state, record.wanted);
}

base::Result<Settled> settle_in_place(const Disk& disk, const Task& task, int dirfd,
                                      const std::string& name, const Record& record) {
    const base::Result<Pinned> pinned = can_be_opened(record.old_state.kind)
                                            ? pin(disk, dirfd, name.c_str(), record.identity)
                                            : pin_unopened(disk, dirfd, name.c_str());
    if (pinned) {
        return change_pinned(disk, task, *pinned, record);
    }
    if (is_missing(pinned.error())) {
        return Settled{.outcome = Outcome::gone, .change = {}, .reason = {}};
    }
    const bool is_other_type = pinned.error().code == std::errc::too_many_symbolic_link_levels ||
                               pinned.error().code == std::errc::no_such_device_or_address;
    if (is_other_type) {
        return refuse("another object has taken its name since the plan");
    }
    return tl::unexpected(pinned.error());
}

base::Result<void> clear_temporary(const Disk& disk, const Task& task, int dirfd,
                                   const std::string& name, const Record& record) {
    const std::string temporary = temporary_name(task.temporary_prefix, name);
    const base::Result<codec::Facts> found = read_object(disk.reader, dirfd, temporary);
    if (!found) {
        return is_missing(found.error()) ? base::Result<void>() : tl::unexpected(found.error());
    }
    // the old inode after an exchange, or a replacement of either direction, whole or half built
    const bool is_ours = found->identity == record.identity ||
                         is_leftover(found->state, record.wanted, task.runner) ||
                         is_leftover(found->state, record.old_state, task.runner);
    if (!is_ours) {
        return base::fail_because("an unknown object stands at the temporary name: move it away",
                                  temporary);
    }
    return disk.writer.unlink(dirfd, temporary.c_str());
}

base::Result<std::optional<codec::Identity>> prepare_replacement(const Disk& disk, const Task& task,
                                                                 int dirfd, const std::string& name,
                                                                 const Record& record) {
    PERMAP_TRY(clear_temporary(disk, task, dirfd, name, record));
    base::Result<codec::Facts> found = read_object(disk.reader, dirfd, name);
    if (!found) {
        return is_missing(found.error()) ? base::Result<std::optional<codec::Identity>>()
                                         : tl::unexpected(std::move(found).error());
    }
    if (is_target(task, record, *found) || !is_object_to_replace(task, record, *found)) {
        return std::optional<codec::Identity>(); // done, or settled as refused later
    }
    const std::string temporary = temporary_name(task.temporary_prefix, name);
    const Blueprint blueprint = {target_of(task, record), record.atime, record.mtime};
    PERMAP_TRY_ASSIGN(const codec::Identity made, build(disk, dirfd, temporary, blueprint, name));
    return std::optional(made);
}

base::Result<Settled> settle_by_exchange(const Disk& disk, const Task& task, int dirfd,
                                         const std::string& name, const Record& record) {
    base::Result<codec::Facts> found = read_object(disk.reader, dirfd, name);
    if (!found) {
        if (is_missing(found.error())) {
            return Settled{.outcome = Outcome::gone, .change = {}, .reason = {}};
        }
        return tl::unexpected(std::move(found).error());
    }
    if (is_target(task, record, *found)) {
        return Settled{};
    }
    if (!is_object_to_replace(task, record, *found)) {
        return refuse("it was changed or replaced since the plan");
    }
    const std::string temporary = temporary_name(task.temporary_prefix, name);
    PERMAP_TRY(check_replacement(disk, task, dirfd, temporary, record));
    PERMAP_TRY_ASSIGN(const bool is_done, exchange(disk, dirfd, temporary, name, found->identity));
    if (!is_done) {
        return refuse("another object took its name while it was being replaced");
    }
    return Settled{.outcome = Outcome::changed, .change = {codec::Replace{}}, .reason = {}};
}

} // namespace permap::mapper
