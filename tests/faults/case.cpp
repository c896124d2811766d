// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/case.hpp"

#include "tests/support/node_flags.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/sample_tree.hpp"

#include <gtest/gtest.h>
#include <linux/fs.h>

namespace permap::tests {

using mapper::Direction;

Case::Case(const Pair& pair) {
    make_sample_tree(scratch_, "tree");
    if (pair.is_frozen) {
        freeze();
    }
    if (pair.from != "passthrough") {
        plan("first", "passthrough", pair.from);
        replay_undisturbed(Direction::apply);
    }
    plan("second", pair.from, pair.to);
    before_ = dump();
}

Case::~Case() {
    thaw_tree(root());
}

bool Case::replay(Direction direction, Faults& faults) {
    RecordingListener ignored;
    const base::Result<Replayed> replayed = replay_run(planned_->run, direction, faults, ignored);
    return replayed && replayed->is_complete;
}

void Case::replay_undisturbed(Direction direction) {
    Faults none;
    RecordingListener said;
    const base::Result<Replayed> replayed = replay_run(planned_->run, direction, none, said);
    ASSERT_THAT(replayed, Succeeds());
    EXPECT_TRUE(replayed->is_complete)
        << testing::PrintToString(said.problems) << testing::PrintToString(said.refusals);
}

/// A file, an inode with two names, and two directories with what must be replaced in them.
void Case::freeze() {
    scratch_.make_file("tree/frozen", "ice", 0600);
    scratch_.make_directory("tree/closed");
    scratch_.make_symlink("tree/closed/link", "target");
    scratch_.make_directory("tree/log");
    scratch_.make_link("tree/frozen", "tree/log/second name");
    for (const char* const name : {"frozen", "closed/link", "closed", "log", "."}) {
        scratch_.set_times(std::string("tree/") + name, 1'000'000'000);
    }
    ASSERT_TRUE(set_node_flags(scratch_.path_of("tree/frozen"), FS_IMMUTABLE_FL));
    ASSERT_TRUE(set_node_flags(scratch_.path_of("tree/closed"), FS_IMMUTABLE_FL));
    ASSERT_TRUE(set_node_flags(scratch_.path_of("tree/log"), FS_APPEND_FL));
}

void Case::plan(const char* run, const std::string& from, const std::string& to) {
    base::Result<PlannedRun> planned = plan_run({.root = root(),
                                                 .run_path = scratch_.path_of(run),
                                                 .from = from,
                                                 .to = to,
                                                 .policy = {.uid = codec::HostUid{64055},
                                                            .gid = codec::HostGid{108},
                                                            .file_mode = 0640,
                                                            .directory_mode = 0750},
                                                 .allowed = {"immutable"}},
                                                listener_);
    ASSERT_THAT(planned, Succeeds());
    planned_ = std::make_unique<PlannedRun>(std::move(*planned));
}

Faults make_faults(bool is_reading, const Fault& fault) {
    return {.writes = FaultCounter(is_reading ? Fault{} : fault),
            .reads = FaultCounter(is_reading ? fault : Fault{})};
}

TreeDump undisturbed(const Pair& pair) {
    Case one(pair);
    one.replay_undisturbed(Direction::apply);
    return one.dump();
}

} // namespace permap::tests
