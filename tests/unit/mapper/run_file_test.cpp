// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_file.hpp"

#include "mapper/row_writer.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::mapper {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;
using tests::FailsSaying;
using tests::FailsWith;
using tests::HasValue;
using tests::Succeeds;

Record record_of(const std::string& name, std::uint64_t inode) {
    Record record;
    record.name = name;
    record.identity = {.inode = inode, .birth = {.seconds = 5, .nanoseconds = 6}};
    record.directory_id = inode;
    return record;
}

std::string row(const std::vector<Record>& records) {
    return serialize(records);
}

class RunFileTest : public testing::Test {
protected:
    RunFile create() {
        RunInfo info;
        info.id = "run";
        info.root = "/srv";
        base::Result<RunFile> run = RunFile::create(path_, info);
        EXPECT_THAT(run, Succeeds());
        return std::move(*run);
    }

    [[nodiscard]] RunReader reader() const {
        base::Result<RunReader> run = RunReader::open(path_);
        EXPECT_THAT(run, Succeeds());
        return std::move(*run);
    }

    tests::ScratchDirectory scratch_{tests::ScratchDirectory::Place::memory};
    std::string path_ = scratch_.path_of("run");
};

TEST_F(RunFileTest, RemembersAPlan) {
    RunFile run = create();
    ASSERT_THAT(run.finish_plan({.entries = 12, .to_change = 7, .left_alone = 2}), Succeeds());

    const base::Result<RunFile> opened = RunFile::open(path_);

    ASSERT_THAT(opened, Succeeds());
    EXPECT_EQ(opened->state(), RunState::planned);
    EXPECT_EQ(opened->info().root, "/srv");
    EXPECT_EQ(opened->info().counts, (PlanCounts{.entries = 12, .to_change = 7, .left_alone = 2}));
}

TEST_F(RunFileTest, SaysWhatToDoWithOneThatIsThere) {
    create();

    const base::Result<RunFile> second = RunFile::create(path_, {});

    EXPECT_THAT(second, FailsWith(EEXIST));
    EXPECT_THAT(second, FailsSaying("permap status " + path_));
    EXPECT_THAT(second, FailsSaying("permap apply"));
    EXPECT_THAT(second, FailsSaying("permap undo"));
}

TEST_F(RunFileTest, RefusesAPlanThatWasNeverFinished) {
    create();

    EXPECT_THAT(RunFile::open(path_), FailsSaying("never finished"));
}

TEST_F(RunFileTest, RefusesWhatIsNoRunFile) {
    scratch_.make_file("run", "no database at all, but long enough to look at it");
    scratch_.make_file("empty");

    EXPECT_FALSE(RunFile::open(path_));
    EXPECT_FALSE(RunFile::open(scratch_.path_of("empty")));
    EXPECT_THAT(RunFile::open(scratch_.path_of("missing")), FailsSaying("unable to open"));
}

TEST_F(RunFileTest, CannotBeMadeWhereThereIsNoDirectory) {
    EXPECT_THAT(RunFile::create(scratch_.path_of("no/where"), {}), FailsWith(ENOENT));
}

TEST_F(RunFileTest, RemembersItsState) {
    RunFile run = create();
    ASSERT_THAT(run.finish_plan({.entries = 1, .to_change = 1}), Succeeds());
    ASSERT_THAT(run.set_state(RunState::undoing), Succeeds());

    const base::Result<RunFile> opened = RunFile::open(path_);

    ASSERT_THAT(opened, Succeeds());
    EXPECT_EQ(opened->state(), RunState::undoing);
}

TEST_F(RunFileTest, KeepsBatchesByDirectory) {
    RunFile run = create();
    ASSERT_THAT(run.add_batch({.id = 1, .parent_id = 0, .name = "."}, row({record_of("a", 10)})),
                Succeeds());
    ASSERT_THAT(
        run.add_batch({.id = 2, .parent_id = 1, .name = "sub\xFF"}, row({record_of("b", 11)})),
        Succeeds());
    ASSERT_THAT(run.add_batch({.id = 1, .parent_id = 0, .name = "."}, row({record_of("c", 12)})),
                Succeeds());
    ASSERT_THAT(run.finish_plan({.entries = 3, .to_change = 3}), Succeeds());
    RunReader read = reader();

    EXPECT_THAT(read.batches_of(1), HasValue(ElementsAre(1, 3)));
    EXPECT_THAT(read.batches_of(9), HasValue(IsEmpty()));
    EXPECT_THAT(read.all_batches(), HasValue(ElementsAre(1, 2, 3)));
    EXPECT_THAT(read.read_batch(3), HasValue(ElementsAre(Field(&Record::name, "c"))));
    EXPECT_THAT(read.path_of_batch(2), HasValue(testing::Eq("sub\xFF")));
    EXPECT_THAT(read.read_batch(99), FailsSaying("a row is missing"));
}

TEST_F(RunFileTest, CommitsManyRows) {
    RunFile run = create();
    for (std::uint64_t i = 0; i < 1000; ++i) {
        ASSERT_THAT(run.add_batch({.id = i, .parent_id = 1, .name = "x"}, row({record_of("x", i)})),
                    Succeeds());
    }
    ASSERT_THAT(run.commit(), Succeeds());

    EXPECT_THAT(reader().all_batches(), HasValue(SizeIs(1000)));
}

TEST_F(RunFileTest, KeepsTheNamesOfLinkedInodes) {
    RunFile run = create();
    for (const char* const directory : {".", "sub"}) {
        ASSERT_THAT(run.add_link({directory, record_of("x", 10)}), Succeeds());
    }
    ASSERT_THAT(run.add_link({".", record_of("other", 0xffffffffffffffffULL)}), Succeeds());
    ASSERT_THAT(run.commit(), Succeeds());
    RunReader read = reader();

    EXPECT_THAT(read.link_groups(), HasValue(SizeIs(2)));
    EXPECT_THAT(read.names_of(record_of("x", 10).identity),
                HasValue(ElementsAre(Field(&LinkName::directory, "."),
                                     Field(&LinkName::directory, "sub"))));
    EXPECT_THAT(read.names_of(record_of("x", 0xffffffffffffffffULL).identity), HasValue(SizeIs(1)));
    EXPECT_THAT(read.names_of({.inode = 10, .birth = {}}), HasValue(IsEmpty()));
}

TEST_F(RunFileTest, FindsInodesAndWhatReplacedThem) {
    RunFile run = create();
    ASSERT_THAT(run.add_batch({.id = 1, .parent_id = 0, .name = "."},
                              row({record_of("a", 10), record_of("b", 11)})),
                Succeeds());
    ASSERT_THAT(run.add_made({.inode = 50, .birth = {}}, record_of("b", 11)), Succeeds());
    ASSERT_THAT(run.index_places(), Succeeds());
    ASSERT_THAT(run.index_places(), Succeeds()) << "a second undo indexes anew";
    RunReader read = reader();

    const auto named_b = HasValue(testing::Optional(Field(&Record::name, "b")));
    EXPECT_THAT(read.find_inode(record_of("b", 11).identity), named_b);
    EXPECT_THAT(read.find_inode({.inode = 50, .birth = {}}), named_b);
}

TEST_F(RunFileTest, DoesNotTakeAReusedNumberForTheInode) {
    RunFile run = create();
    ASSERT_THAT(run.add_batch({.id = 1, .parent_id = 0, .name = "."}, row({record_of("a", 10)})),
                Succeeds());
    ASSERT_THAT(run.index_places(), Succeeds());

    EXPECT_THAT(reader().find_inode({.inode = 10, .birth = {.seconds = 99, .nanoseconds = 0}}),
                HasValue(testing::Eq(std::nullopt)));
}

TEST_F(RunFileTest, KeepsStatesUntilTheyAreForgotten) {
    RunFile run = create();
    ASSERT_THAT(run.keep_state(record_of("a", 3)), Succeeds());
    ASSERT_THAT(run.keep_state(record_of("a", 3)), Succeeds());
    EXPECT_THAT(reader().kept_states(), HasValue(SizeIs(1)));

    ASSERT_THAT(run.forget_kept_states(), Succeeds());

    EXPECT_THAT(reader().kept_states(), HasValue(IsEmpty()));
}

TEST_F(RunFileTest, NoticesADamagedRow) {
    RunFile run = create();
    ASSERT_THAT(run.add_batch({.id = 1, .parent_id = 0, .name = "."}, "\x01\x05junk"), Succeeds());
    ASSERT_THAT(run.commit(), Succeeds());

    EXPECT_THAT(reader().read_batch(1), FailsSaying("damaged"));
}

TEST_F(RunFileTest, IsFilledByManyWorkers) {
    RunFile run = create();
    RowWriter writer(run);
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < 4; ++i) {
            workers.emplace_back([&writer] {
                for (std::uint64_t at = 0; at < 200; ++at) {
                    writer.add(BatchRow{{.id = at, .parent_id = 1, .name = "x"},
                                        row({record_of("x", at)})});
                }
            });
        }
    }

    ASSERT_THAT(writer.finish(), Succeeds());

    ASSERT_THAT(run.commit(), Succeeds());
    EXPECT_THAT(reader().all_batches(), HasValue(SizeIs(800)));
}

} // namespace
} // namespace permap::mapper
