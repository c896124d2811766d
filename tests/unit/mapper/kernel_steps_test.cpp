// SPDX-License-Identifier: Apache-2.0
// Makes the steps of changes on real files and asks the kernel what became of them: `after` must
// say the same, since plans, resumed runs and undo all rest on it.
#include "base/linux_fs.hpp"
#include "codec/model.hpp"
#include "mapper/execute.hpp"
#include "scanner/read_facts.hpp"
#include "tests/support/as_nobody.hpp"
#include "tests/support/codec_generators.hpp"
#include "tests/support/failing_fs.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cerrno>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

namespace permap::mapper {
namespace {

using codec::DiskState;
using codec::Kind;
using codec::OwnerChange;
using tests::describe;

/// One real object, remade for every example. Each test runs on both file systems there are.
class KernelSteps : public testing::TestWithParam<tests::ScratchDirectory::Place> {
protected:
    void SetUp() override {
        if (!tests::is_root()) {
            GTEST_SKIP() << "only root can take any step";
        }
    }

    /// A new object in this state.
    base::Fd make(const DiskState& state) {
        tests::remove_tree(root_.get(), "object");
        if (state.kind == Kind::directory) {
            scratch_.make_directory("object", 0700);
        } else {
            scratch_.make_file("object", "", 0600);
        }
        base::Fd fd = *reader_.open_node(root_.get(), "object");
        const DiskState fresh = found(fd);
        RC_ASSERT(execute(disk_, fd.get(), diff(fresh, state, OwnerChange::first), fresh));
        return fd;
    }

    [[nodiscard]] DiskState found(const base::Fd& fd) const {
        const base::Result<codec::Facts> facts = scanner::read_facts(reader_, fd.get());
        RC_ASSERT(facts.has_value());
        return facts->state;
    }

    tests::ScratchDirectory scratch_{GetParam()};
    base::Fd root_ = scratch_.open();
    base::LinuxReader reader_{base::SafetyLevel::dirfd};
    base::LinuxWriter writer_;
    Disk disk_{reader_, writer_};
};

TEST_P(KernelSteps, LeadToEveryStateThereIs) {
    rc::detail::checkGTest([this] {
        const DiskState state = *tests::any_state();

        RC_ASSERT(found(make(state)) == state);
    });
}

TEST_P(KernelSteps, DoWhatAfterSaysWhateverTheyAre) {
    rc::detail::checkGTest([this] {
        DiskState at = *tests::any_state();
        const base::Fd fd = make(at);
        for (int steps = 0; steps < 6; ++steps) {
            const codec::Step step = *tests::any_step(at.kind);
            at = after(std::move(at), step);

            RC_ASSERT(execute(disk_, fd.get(), {step}, at));
            RC_LOG() << to_text(step) << " gives " << describe(found(fd)) << "\n";
            RC_ASSERT(found(fd) == at);
        }
    });
}

TEST_P(KernelSteps, OfAChangeDoWhatAfterSays) {
    rc::detail::checkGTest([this] {
        const Kind kind = *rc::gen::element(Kind::file, Kind::directory);
        DiskState at = *tests::any_state(kind);
        const DiskState wanted = *tests::any_state(kind);
        const base::Fd fd = make(at);

        for (const codec::Step& step : diff(at, wanted, *tests::any_order())) {
            at = after(std::move(at), step);
            RC_ASSERT(execute(disk_, fd.get(), {step}, at));
            RC_LOG() << to_text(step) << "\n";
            RC_ASSERT(found(fd) == at);
        }
        RC_ASSERT(at == wanted);
    });
}

TEST_P(KernelSteps, OfAWholeChangeLeadToTheWantedStateAndBack) {
    rc::detail::checkGTest([this] {
        const Kind kind = *rc::gen::element(Kind::file, Kind::directory);
        const DiskState from = *tests::any_state(kind);
        const DiskState to = *tests::any_state(kind);
        const base::Fd fd = make(from);

        RC_ASSERT(execute(disk_, fd.get(), diff(from, to, *tests::any_order()), from));
        RC_ASSERT(found(fd) == to);
        RC_ASSERT(execute(disk_, fd.get(), diff(to, from, *tests::any_order()), to));
        RC_ASSERT(found(fd) == from);
    });
}

TEST_P(KernelSteps, CanMakeWhatEveryModelEncodes) {
    rc::detail::checkGTest([this] {
        const codec::GuestView view = *tests::any_view();
        RC_PRE(view.kind == Kind::file || view.kind == Kind::directory);
        const codec::HostPolicy policy = *tests::any_policy();

        for (const codec::Model& model : codec::models()) {
            if (model.keeps_files) {
                continue; // what lies beside an object is not there to be found on its inode
            }
            const DiskState wanted = model.encode(view, policy);
            const base::Fd fd = make(wanted);
            RC_ASSERT(found(fd) == wanted);
            const codec::GuestView shown =
                model.decode(*scanner::read_facts(reader_, fd.get())).view;
            RC_ASSERT(shown == model.decode(tests::facts_of(wanted)).view);
        }
    });
}

TEST_P(KernelSteps, ThatFailPutOwnerAndModeBack) {
    rc::detail::checkGTest([this] {
        const Kind kind = *rc::gen::element(Kind::file, Kind::directory);
        const DiskState from = *tests::any_state(kind);
        const codec::Change change = diff(from, *tests::any_state(kind), *tests::any_order());
        RC_PRE(!change.empty());
        const base::Fd fd = make(from);
        const int failing = *rc::gen::inRange(1, static_cast<int>(change.size()) + 1);
        tests::FaultCounter counter({.first = failing, .last = failing, .errno_value = ENOSPC});
        const tests::FailingWriter writer(writer_, counter);

        RC_ASSERT(!execute({reader_, writer}, fd.get(), change, from));

        const DiskState left = found(fd);
        RC_ASSERT((left.uid == from.uid && left.gid == from.gid && left.mode == from.mode));
    });
}

/// Its mask would be what the owning group has.
TEST_P(KernelSteps, GiveTheGroupNothingWhenAnAclIsGoneForGood) {
    DiskState from;
    from.mode = 0660;
    from.attributes.set(codec::kAclAccess,
                        codec::serialize_acl({{codec::AclTag::user_obj, 6, codec::kNoId},
                                              {codec::AclTag::user, 6, 1001},
                                              {codec::AclTag::group_obj, 0, codec::kNoId},
                                              {codec::AclTag::mask, 6, codec::kNoId},
                                              {codec::AclTag::other, 0, codec::kNoId}}));
    DiskState wanted = from;
    wanted.attributes.erase(codec::kAclAccess);
    wanted.attributes.set("user.virtfs.uid", "1234");
    const codec::Change change = diff(from, wanted, OwnerChange::first);
    const auto setting = std::ranges::find_if(change, [](const codec::Step& step) {
        return std::holds_alternative<codec::SetAttribute>(step);
    });
    const int at = static_cast<int>(setting - change.begin()) + 1;
    for (const int last : {at, at + 1}) { // the ACL cannot be put back either
        const base::Fd fd = make(from);
        tests::FaultCounter counter({.first = at, .last = last, .errno_value = ENOSPC});
        const tests::FailingWriter writer(writer_, counter);

        EXPECT_FALSE(execute({reader_, writer}, fd.get(), change, from));

        const DiskState left = found(fd);
        EXPECT_EQ(left.attributes.find(codec::kAclAccess) != nullptr, last == at);
        EXPECT_EQ(left.mode, last == at ? 0660U : 0600U);
    }
}

TEST_P(KernelSteps, LoseNoCapabilityWhenTheFirstOneFails) {
    DiskState program;
    program.mode = 0755;
    program.attributes.set(codec::kCapability,
                           std::string("\x01\0\0\x02\0\x20\0\0", 8) + std::string(12, '\0'));
    DiskState given = program;
    given.uid = codec::HostUid{1000};
    const base::Fd fd = make(program);
    tests::FaultCounter counter({.first = 1, .last = 1, .errno_value = EDQUOT});
    const tests::FailingWriter writer(writer_, counter);

    const auto done =
        execute({reader_, writer}, fd.get(), diff(program, given, OwnerChange::first), program);

    EXPECT_THAT(done, tests::FailsWith(EDQUOT));
    EXPECT_EQ(found(fd), program);
}

INSTANTIATE_TEST_SUITE_P(On, KernelSteps,
                         testing::Values(tests::ScratchDirectory::Place::disk,
                                         tests::ScratchDirectory::Place::memory),
                         [](const auto& row) {
                             const bool is_disk = row.param == tests::ScratchDirectory::Place::disk;
                             return std::string(is_disk ? "Disk" : "Memory");
                         });

} // namespace
} // namespace permap::mapper
