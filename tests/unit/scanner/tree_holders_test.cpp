// SPDX-License-Identifier: Apache-2.0
#include "scanner/tree_holders.hpp"

#include "scanner/rule.hpp"
#include "scanner/surroundings.hpp"
#include "tests/support/recorded_proc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A tree at /srv/share, inode 30 on device 1, below inodes 20 and 10.
const TreePlace kTree = {.real_path = "/srv/share",
                         .place = FsPlace{"8:1", "/pool/share"},
                         .identities = {{1, 30}, {1, 20}, {1, 10}}};

OpenDirectory open_at(std::uint64_t inode, std::optional<FsPlace> place = {}) {
    return {.descriptor = 9, .device = 1, .inode = inode, .path = "/x", .place = std::move(place)};
}

ServerProcess holding(std::vector<OpenDirectory> directories) {
    ServerProcess process;
    process.pid = 77;
    process.directories = std::move(directories);
    return process;
}

std::vector<Held> held_by(ServerProcess process) {
    const ServerProcesses processes = {.found = {std::move(process)}};
    std::vector<Held> held;
    for (const Holder& holder : find_holders(processes, kTree)) {
        held.push_back(holder.held);
    }
    return held;
}

TEST(TreeHolders, HoldTheRootOrWhatIsAbove) {
    EXPECT_THAT(held_by(holding({open_at(30)})), ElementsAre(Held::root));
    EXPECT_THAT(held_by(holding({open_at(10)})), ElementsAre(Held::above));
    EXPECT_THAT(held_by(holding({open_at(40)})), IsEmpty());
}

TEST(TreeHolders, AreKnownByTheirPlaceThroughAnotherMount) {
    EXPECT_THAT(held_by(holding({open_at(40, FsPlace{"8:1", "/pool/share/sub"})})),
                ElementsAre(Held::below));
    EXPECT_THAT(held_by(holding({open_at(40, FsPlace{"8:1", "/pool"})})), ElementsAre(Held::above));
    EXPECT_THAT(held_by(holding({open_at(40, FsPlace{"8:1", "/pool/shared"})})), IsEmpty());
    EXPECT_THAT(held_by(holding({open_at(40, FsPlace{"8:2", "/pool/share/sub"})})), IsEmpty());
}

TEST(TreeHolders, AreNamedByTheNearestDirectory) {
    EXPECT_THAT(held_by(holding({open_at(10), open_at(30), open_at(20)})), ElementsAre(Held::root));
}

struct CommandRow {
    const char* name;
    const char* word;
    std::vector<Held> held;
};

class UnexaminedServer : public testing::TestWithParam<CommandRow> {};

TEST_P(UnexaminedServer, IsJudgedByItsCommandLine) {
    ServerProcess process = holding({});
    process.is_examined = false;
    process.words = {"qemu-system-x86_64", GetParam().word};

    EXPECT_EQ(held_by(std::move(process)), GetParam().held);
}

INSTANTIATE_TEST_SUITE_P(
    Words, UnexaminedServer,
    testing::Values(CommandRow{"fsdev", "local,id=f,path=/srv/share", {Held::root}},
                    CommandRow{"above", "local,path=/srv,security_model=none", {Held::above}},
                    CommandRow{"below", "--shared-dir=/srv/share/a", {Held::below}},
                    CommandRow{"beside", "local,path=/srv/shared", {}},
                    CommandRow{"a_disk", "file=/srv/share/disk.img", {}},
                    CommandRow{"no_path", "local,path=", {}}),
    [](const auto& row) { return row.param.name; });

TEST(TreeHolders, AreFoundInARecordedProc) {
    tests::ScratchDirectory tree;
    tree.make_directory("root");
    tree.make_directory("root/in");
    tests::RecordedProc proc;
    proc.add({.pid = 11, .descriptors = {{4, tree.path_of("root")}}});
    proc.add({.pid = 12, .descriptors = {{4, tree.path()}}});
    proc.add({.pid = 13, .hides_descriptors = true});

    const Surroundings around = read_surroundings(tree.path_of("root"), proc.path());

    ASSERT_THAT(around.holders, SizeIs(2));
    EXPECT_EQ(around.holders[0].held, Held::root);
    EXPECT_EQ(around.holders[1].held, Held::above);
    EXPECT_THAT(say_unseen_servers(around), HasSubstr("QEMU (pid 13)"));
}

TEST(TreeHolders, BecomeOneFindingEach) {
    Surroundings around;
    around.holders = {{.program = ServerProgram::virtiofsd,
                       .pid = 5,
                       .uid = 64055,
                       .path = "/srv/a\nb",
                       .held = Held::below}};
    const Rule& rule = *find_rule("server-running");

    std::vector<Hit> hits = rule.check_root(around, {});

    ASSERT_THAT(hits, SizeIs(1));
    EXPECT_EQ(hits[0].severity, Severity::high);
    EXPECT_EQ(rule.message(make_finding(rule, hits[0], ".", {}, {}, false)),
              "virtiofsd (pid 5, user 64055) has a directory in it open: '/srv/a\\nb'");
    EXPECT_THAT(rule.check_root(Surroundings{}, {}), IsEmpty());
}

TEST(Surroundings, SayWhereProcIsMissing) {
    const tests::ScratchDirectory empty;

    EXPECT_THAT(say_unseen_servers(read_surroundings("/", empty.path_of("none"))),
                HasSubstr("running servers are not known"));
    EXPECT_THAT(say_unseen_servers(read_surroundings("/", empty.path())),
                HasSubstr("hides the processes"));
}

} // namespace
} // namespace permap::scanner
