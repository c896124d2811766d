// SPDX-License-Identifier: Apache-2.0
// Over recorded /proc trees, whose descriptors are links to directories that exist.
#include "scanner/server_processes.hpp"

#include "tests/support/recorded_proc.hpp"
#include "tests/support/result_matchers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;
using tests::Succeeds;

class ServerProcessesTest : public testing::Test {
protected:
    void SetUp() override { tree_.make_directory("share"); }

    ServerProcess read_only_one() {
        const base::Result<ServerProcesses> read = read_server_processes(proc_.path());
        EXPECT_THAT(read, Succeeds());
        EXPECT_THAT(read->found, SizeIs(1));
        return read->found.empty() ? ServerProcess{} : read->found.front();
    }

    tests::ScratchDirectory tree_;
    tests::RecordedProc proc_;
};

TEST_F(ServerProcessesTest, SayWhoTheyAreAndHowTheyWereCalled) {
    proc_.add({.pid = 4711,
               .words = {"qemu-system-x86_64", "-fsdev", "local,id=f,path=/srv"},
               .ids = "0\t64055\t0\t0",
               .groups = "104 108"});

    const ServerProcess found = read_only_one();

    EXPECT_EQ(found.pid, 4711);
    EXPECT_EQ(found.program, ServerProgram::qemu);
    EXPECT_EQ(found.comm, "qemu-system-x86");
    EXPECT_THAT(found.words, ElementsAre("qemu-system-x86_64", "-fsdev", "local,id=f,path=/srv"));
    EXPECT_EQ(found.uid, 64055U);
    EXPECT_EQ(found.gid, 64055U);
    EXPECT_THAT(found.groups, ElementsAre(104U, 108U));
    EXPECT_TRUE(found.is_examined);
}

TEST_F(ServerProcessesTest, ListOpenDirectoriesAndNothingElse) {
    tree_.make_file("disk.img");
    proc_.add({.descriptors = {{3, tree_.path_of("disk.img")}, {17, tree_.path_of("share")}}});
    struct stat status = {};
    ASSERT_EQ(::stat(tree_.path_of("share").c_str(), &status), 0);

    const ServerProcess found = read_only_one();

    ASSERT_THAT(found.directories, SizeIs(1));
    EXPECT_EQ(found.directories[0].descriptor, 17);
    EXPECT_EQ(found.directories[0].path, tree_.path_of("share"));
    EXPECT_EQ(found.directories[0].inode, status.st_ino);
    EXPECT_EQ(found.directories[0].device, status.st_dev);
    EXPECT_EQ(found.directories[0].place, std::nullopt);
}

TEST_F(ServerProcessesTest, KnowWhereInTheFileSystemADirectoryIs) {
    proc_.add({.descriptors = {{5, tree_.path_of("share")}},
               .mounts = "77 1 8:5 /pool " + tree_.path() + " rw - ext4 /dev/sda5 rw\n",
               .mount_id = 77});

    const ServerProcess found = read_only_one();

    ASSERT_THAT(found.directories, SizeIs(1));
    EXPECT_THAT(found.directories[0].place, Optional(FsPlace{"8:5", "/pool/share"}));
}

TEST_F(ServerProcessesTest, AdmitWhatCouldNotBeSeen) {
    proc_.add({.hides_descriptors = true});

    const ServerProcess found = read_only_one();

    EXPECT_FALSE(found.is_examined);
    EXPECT_THAT(found.directories, IsEmpty());
}

TEST_F(ServerProcessesTest, AreSortedAndLeaveOtherProgramsOut) {
    proc_.add({.pid = 30, .comm = "virtiofsd", .words = {"/usr/libexec/virtiofsd"}});
    proc_.add({.pid = 20, .comm = "bash", .words = {"bash"}});
    proc_.add({.pid = 10});

    const base::Result<ServerProcesses> read = read_server_processes(proc_.path());

    ASSERT_THAT(read, Succeeds());
    ASSERT_THAT(read->found, SizeIs(2));
    EXPECT_EQ(read->found[0].pid, 10);
    EXPECT_EQ(read->found[1].program, ServerProgram::virtiofsd);
    EXPECT_FALSE(read->hides_others);
}

TEST_F(ServerProcessesTest, NoticeThatOthersAreHidden) {
    const base::Result<ServerProcesses> read = read_server_processes(tree_.path());

    ASSERT_THAT(read, Succeeds());
    EXPECT_TRUE(read->hides_others);
}

TEST_F(ServerProcessesTest, FailWithoutProc) {
    EXPECT_THAT(read_server_processes(tree_.path_of("missing")), tests::FailsWith(ENOENT));
}

struct NameRow {
    const char* name;
    const char* comm;
    const char* executable;
    const char* first_word;
    std::optional<ServerProgram> program;
};

class RecogniseServer : public testing::TestWithParam<NameRow> {};

TEST_P(RecogniseServer, ByAnyOfItsNames) {
    const NameRow& row = GetParam();

    EXPECT_EQ(recognise_server(row.comm, row.executable, row.first_word), row.program);
}

INSTANTIATE_TEST_SUITE_P(
    Names, RecogniseServer,
    testing::Values(
        NameRow{"comm", "qemu-system-x86", "", "", ServerProgram::qemu},
        NameRow{"renamed", "guest-web", "/usr/bin/qemu-system-aarch64", "", ServerProgram::qemu},
        NameRow{"updated", "x", "/usr/libexec/qemu-kvm (deleted)", "x", ServerProgram::qemu},
        NameRow{"first_word", "x", "", "/usr/bin/kvm", ServerProgram::qemu},
        NameRow{"virtiofsd", "virtiofsd", "", "", ServerProgram::virtiofsd},
        NameRow{"nbd_exports_no_directory", "qemu-nbd", "/usr/bin/qemu-nbd", "qemu-nbd", {}},
        NameRow{"agent_of_a_guest", "qemu-ga", "/usr/sbin/qemu-ga", "qemu-ga", {}},
        NameRow{"editor_of_a_qemu_file", "vim", "/usr/bin/vim", "vim", {}}),
    [](const auto& row) { return row.param.name; });

} // namespace
} // namespace permap::scanner
