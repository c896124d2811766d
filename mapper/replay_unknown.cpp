// SPDX-License-Identifier: Apache-2.0
// Directories that the plan does not know. What was moved into them is undone there, so that they
// are closed like any other: who has one open could put another object in the place of what is
// being made. They are opened as they were found.
#include "mapper/replay_rounds.hpp"

#include "mapper/tree_looks.hpp"
#include "scanner/read_facts.hpp"

namespace permap::mapper {

NodePtr ReplayRounds::open_unknown(const NodePtr& parent, int fd, const std::string& name) {
    NodePtr child = make_child(parent, std::nullopt, name);
    return !is_boundary(disk_.reader, fd, name) && child->directory->open() ? child : nullptr;
}

bool ReplayRounds::may_change_inside(const Node& node) {
    return node.record || node.is_closed;
}

base::Error ReplayRounds::not_closed() {
    return base::fail_because("the directory that it was moved into was made since and could not "
                              "be closed to others: move it out, or see that it is neither "
                              "immutable nor another user's")
        .value();
}

/// One that cannot be closed is left alone, which says nothing as long as nothing was moved into
/// it. An apply does not work in it: it only opens one that an undo left closed.
void ReplayRounds::close_unknown(Node& node, int fd) {
    const base::Result<codec::Facts> facts = scanner::read_facts(disk_.reader, fd);
    if (!facts || facts->state.flags != 0) {
        return;
    }
    const Record record = record_of_unknown(*facts);
    const std::optional<KeptState> kept = kept_.find(record);
    const bool is_as_kept = kept && !kept->is_open && is_between(*kept, facts->state);
    if (task_.direction == Direction::apply) {
        const base::Result<void> opened =
            is_as_kept ? open_unknown_again(node) : base::Result<void>();
        if (!opened) {
            fail(node.directory->path(), opened.error());
        }
        return;
    }
    const base::Result<void> known =
        is_as_kept ? base::Result<void>() : kept_.keep(record, facts->state);
    if (!known) {
        end_run(known.error());
        return;
    }
    node.is_closed =
        execute(disk_, fd, codec::close_directory(facts->state, task_.runner), facts->state)
            .has_value();
}

/// Whether it is one that the first round closed.
void ReplayRounds::recognise_unknown(Node& node, int fd) {
    const base::Result<codec::Facts> facts = scanner::read_facts(disk_.reader, fd);
    node.is_closed = facts && is_closed(task_, facts->state) &&
                     kept_.find(record_of_unknown(*facts)).has_value();
}

base::Result<void> ReplayRounds::open_unknown_again(const Node& node) {
    PERMAP_TRY_ASSIGN(const scanner::SharedFd fd, node.directory->open());
    PERMAP_TRY_ASSIGN(const codec::Facts facts, scanner::read_facts(disk_.reader, fd->get()));
    const Record record = record_of_unknown(facts);
    const std::optional<KeptState> kept = kept_.find(record);
    if (!kept) {
        return base::fail_because("another directory has taken its name");
    }
    if (node.is_touched) {
        PERMAP_TRY(disk_.writer.set_times(fd->get(), kept->atime, kept->mtime));
    }
    PERMAP_TRY(execute(disk_, fd->get(), codec::diff(facts.state, kept->state, order_of(task_)),
                       facts.state));
    kept_.note_opened(record);
    return {};
}

} // namespace permap::mapper
