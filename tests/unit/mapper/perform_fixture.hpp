// SPDX-License-Identifier: Apache-2.0
// Whole conversions in process, by the user who runs the test.
#pragma once

#include "mapper/mark.hpp"
#include "mapper/perform.hpp"
#include "tests/support/conversion.hpp"
#include "tests/support/recorded_proc.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/sample_tree.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/tree_dump.hpp"

#include <cstdlib>
#include <memory>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace permap::mapper {

class PerformTest : public testing::Test {
protected:
    void SetUp() override {
        // where an ordinary user's locks go; root's are in /var/lib/permap and removed below
        ::setenv("XDG_STATE_HOME", scratch_.path().c_str(), 1);
        tests::make_sample_tree(scratch_, "tree");
        before_ = dump();
        base::Result<tests::PlannedRun> planned = tests::plan_run(
            {.root = root(),
             .run_path = scratch_.path_of("run"),
             .policy = {.uid = codec::HostUid{::geteuid()}, .gid = codec::HostGid{::getegid()}}},
            said_);
        ASSERT_THAT(planned, tests::Succeeds());
        run_ = std::make_unique<RunFile>(std::move(planned->run));
    }

    void TearDown() override {
        if (run_ && ::geteuid() == 0) {
            const std::string name = "/var/lib/permap/" + file_word(run_->info().root_identity);
            ::unlink((name + ".lock").c_str());
            ::unlink((name + ".applied").c_str());
        }
    }

    /// Another run, of what the tree has become.
    void plan_anew(const std::string& from, const std::string& to, std::uint32_t file_mode = 0600) {
        TearDown();
        base::Result<tests::PlannedRun> planned =
            tests::plan_run({.root = root(),
                             .run_path = scratch_.path_of("run-" + from + "-" + to),
                             .from = from,
                             .to = to,
                             .policy = {.uid = codec::HostUid{::geteuid()},
                                        .gid = codec::HostGid{::getegid()},
                                        .file_mode = file_mode}},
                            said_);
        ASSERT_THAT(planned, tests::Succeeds()) << testing::PrintToString(said_.findings);
        run_ = std::make_unique<RunFile>(std::move(planned->run));
    }

    base::Result<Performed> perform(Direction direction,
                                    std::set<std::string, std::less<>> allowed = {}) {
        base::Progress progress;
        const std::atomic<bool> stop = is_stopped_;
        return mapper::perform(*run_, {.direction = direction, .allowed = std::move(allowed)},
                               said_, progress, stop);
    }

    /// Heard by somebody else, who may also stop it.
    base::Result<Performed> perform_heard_by(ReplayListener& listener, Direction direction,
                                             const std::atomic<bool>& stop) {
        base::Progress progress;
        const PerformRequest request = {.direction = direction, .allowed = {}};
        return mapper::perform(*run_, request, listener, progress, stop);
    }

    /// With the servers of a recorded /proc.
    base::Result<Performed> perform_beside(const tests::RecordedProc& proc,
                                           ReplayListener& listener,
                                           std::set<std::string, std::less<>> allowed = {}) {
        base::Progress progress;
        const std::atomic<bool> stop = false;
        return mapper::perform(*run_, {.allowed = std::move(allowed), .proc = proc.path()},
                               listener, progress, stop);
    }

    /// The run must come to its end.
    void complete(Direction direction) {
        const base::Result<Performed> performed = perform(direction);
        ASSERT_THAT(performed, tests::Succeeds());
        EXPECT_TRUE(performed->is_complete)
            << testing::PrintToString(said_.problems) << testing::PrintToString(said_.refusals);
    }

    [[nodiscard]] std::string root() const { return scratch_.path_of("tree"); }
    [[nodiscard]] tests::TreeDump dump() const { return tests::dump_tree(root()); }
    [[nodiscard]] std::string mark() const {
        const base::LinuxReader reader(base::SafetyLevel::dirfd);
        return read_mark(reader, scratch_.open("tree").get()).value_or("cannot be read");
    }

    tests::ScratchDirectory scratch_{tests::ScratchDirectory::Place::memory};
    tests::RecordingListener said_;
    tests::TreeDump before_;
    std::unique_ptr<RunFile> run_;
    bool is_stopped_ = false;
};

} // namespace permap::mapper
