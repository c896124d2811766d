// SPDX-License-Identifier: Apache-2.0
#include "codec/passage.hpp"

#include "codec/model.hpp"
#include "codec/posix_acl.hpp"
#include "tests/support/codec_generators.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>

namespace permap::codec {
namespace {

using tests::facts_of;

constexpr SetOwner kRunner = {HostUid{0}, HostGid{0}};

/// The two ends of a conversion that exists.
struct Ends {
    DiskState from;
    DiskState to;
    OwnerChange forward;
    OwnerChange backward;

    [[nodiscard]] Passage passage() const {
        return {.from = from, .to = to, .closed_owner = kRunner};
    }
};

OwnerChange order_towards(const Model& model) {
    return model.storage == Storage::mapped ? OwnerChange::first : OwnerChange::after_attributes;
}

/// Between any two models, of what keeps its inode.
Ends any_ends() {
    const Model& source = models()[*rc::gen::inRange<std::size_t>(0, models().size())];
    const Model& target = models()[*rc::gen::inRange<std::size_t>(0, models().size())];
    DiskState from = *tests::any_state();
    DiskState to = target.encode(source.decode(facts_of(from)).view, *tests::any_policy());
    RC_PRE(!needs_replacing(from, to));
    if (from.kind == Kind::file || from.kind == Kind::directory) {
        from.flags = to.flags = *rc::gen::element(0U, kImmutable, kAppendOnly);
    }
    return {from, to, order_towards(target), order_towards(source)};
}

/// Follows the steps of one attempt until it is killed, and checks every state on the way.
DiskState attempt(const Ends& ends, DiskState at, const Change& change) {
    const auto steps = *rc::gen::inRange<std::size_t>(0, change.size() + 1);
    for (std::size_t i = 0; i < steps; ++i) {
        at = after(std::move(at), change[i]);
        RC_LOG() << to_text(change[i]) << " gives " << tests::describe(at) << "\n";
        RC_ASSERT(admits(ends.passage(), at));
    }
    return at;
}

/// An apply or undo of this entry, killed somewhere: closing it first, where it is a directory.
DiskState killed_run(const Ends& ends, DiskState at) {
    if (at.kind == Kind::directory) {
        at = attempt(ends, std::move(at), close_directory(at, kRunner));
    }
    const bool is_apply = *rc::gen::arbitrary<bool>();
    const DiskState& target = is_apply ? ends.to : ends.from;
    return attempt(ends, at, diff(at, target, is_apply ? ends.forward : ends.backward));
}

RC_GTEST_PROP(Passage, AdmitsWhateverKilledRunsLeave, ()) {
    const Ends ends = any_ends();

    DiskState at = ends.from;
    for (int attempts = *rc::gen::inRange(1, 6); attempts > 0; --attempts) {
        at = killed_run(ends, std::move(at));
    }
}

TEST(Passage, AdmitsAFileThatAKilledUndoOfAKilledApplyNarrowed) {
    DiskState from;
    from.mode = 0755;
    from.uid = HostUid{1000};
    DiskState to = from;
    to.mode = 0600;
    to.uid = HostUid{64055};
    to.attributes.set("user.virtfs.uid", "abcd");
    const Ends ends = {from, to, OwnerChange::first, OwnerChange::after_attributes};

    const DiskState applied = after(from, diff(from, to, ends.forward).front());
    const DiskState undone = after(applied, diff(applied, from, ends.backward).front());

    EXPECT_EQ(undone.mode, 0700U) << "which no undisturbed run passes through";
    EXPECT_TRUE(admits(ends.passage(), undone));
}

RC_GTEST_PROP(Passage, AdmitsAFileThatWasMadeReadableFirst, ()) {
    const Ends ends = any_ends();

    const DiskState readable = after(ends.from, SetMode{ends.from.mode | 0600U});

    RC_ASSERT(admits(ends.passage(), readable));
    killed_run(ends, readable);
}

RC_GTEST_PROP(Passage, AdmitsWhatAFailedStepPutsBack, ()) {
    const Ends ends = any_ends();
    const DiskState before = killed_run(ends, ends.from);
    const DiskState failed = killed_run(ends, before);

    // a chown to the same owner would take capabilities, so nobody makes one
    const bool has_new_owner = failed.uid != before.uid || failed.gid != before.gid;
    const DiskState owned =
        has_new_owner ? after(failed, SetOwner{before.uid, before.gid}) : failed;
    RC_ASSERT(admits(ends.passage(), owned));
    const DiskState back = after(owned, SetMode{before.mode});
    RC_ASSERT(admits(ends.passage(), back));
    RC_ASSERT(admits(ends.passage(), after(back, SetFlags{before.flags})));
}

RC_GTEST_PROP(Passage, DoesNotAdmitAnotherOwner, ()) {
    const Ends ends = any_ends();
    DiskState found = killed_run(ends, ends.from);

    found.uid = HostUid{4242};

    RC_ASSERT(!admits(ends.passage(), found));
}

RC_GTEST_PROP(Passage, DoesNotAdmitAnotherValue, ()) {
    const Ends ends = any_ends();
    DiskState found = killed_run(ends, ends.from);

    const auto name = *rc::gen::element<std::string>("user.virtfs.uid", "user.virtfs.mode",
                                                     "user.virtfs.new", std::string(kCapability));
    found.attributes.set(name, "a value that nobody planned");

    RC_ASSERT(!admits(ends.passage(), found));
}

RC_GTEST_PROP(Passage, DoesNotAdmitAnotherFlag, ()) {
    const Ends ends = any_ends();
    DiskState found = killed_run(ends, ends.from);

    found.flags = ends.from.flags == kImmutable ? kAppendOnly : kImmutable;

    RC_ASSERT(!admits(ends.passage(), found));
}

RC_GTEST_PROP(Passage, DoesNotAdmitBitsForOthersThatNeitherEndHas, ()) {
    const Ends ends = any_ends();
    DiskState found = killed_run(ends, ends.from);
    const std::uint32_t new_bits = 077U & ~(ends.from.mode | ends.to.mode);
    RC_PRE(new_bits != 0);

    found.mode |= new_bits;

    RC_ASSERT(!admits(ends.passage(), found));
}

RC_GTEST_PROP(Passage, DoesNotAdmitThatMetadataIsGone, ()) {
    DiskState from = *tests::any_state(Kind::file);
    from.attributes.set("user.virtfs.uid", "kept");
    DiskState to = from;
    to.mode ^= 01U;
    const Ends ends = {from, to, OwnerChange::first, OwnerChange::first};

    DiskState found = to;
    found.attributes.erase("user.virtfs.uid");

    RC_ASSERT(!admits(ends.passage(), found));
}

TEST(Passage, HasNoStatesBetweenWhenAnInodeIsReplaced) {
    DiskState link;
    link.kind = Kind::symlink;
    link.mode = 0777;
    link.content = "target";
    DiskState stand_in;
    stand_in.mode = 0600;
    stand_in.content = "target";
    const Ends ends = {link, stand_in, OwnerChange::first, OwnerChange::after_attributes};
    DiskState narrowed = stand_in;
    narrowed.mode = 0400;

    EXPECT_TRUE(admits(ends.passage(), link));
    EXPECT_TRUE(admits(ends.passage(), stand_in));
    EXPECT_FALSE(admits(ends.passage(), narrowed));
}

/// Of this process, in KiB.
long peak_memory() {
    struct rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

TEST(Passage, TakesNoMemoryForValuesThatAGuestPlanted) {
    DiskState from;
    from.kind = Kind::directory;
    from.mode = 0755;
    for (int i = 0; i < 500; ++i) {
        from.attributes.set(fmt::format("user.virtfs.planted{:03}", i), std::string(1000, 'x'));
    }
    DiskState to;
    to.kind = Kind::directory;
    to.mode = 0700;
    to.uid = HostUid{64055};
    const Ends ends = {from, to, OwnerChange::first, OwnerChange::after_attributes};
    DiskState half_way = from;
    half_way.mode = kClosedMode;
    half_way.attributes.erase("user.virtfs.planted007");

    const long before = peak_memory();
    EXPECT_TRUE(admits(ends.passage(), half_way));
    half_way.attributes.set("user.virtfs.planted007", "another value");
    EXPECT_FALSE(admits(ends.passage(), half_way));
    EXPECT_LT(peak_memory() - before, 8 * 1024) << "KiB, for half a megabyte of values";
}

TEST(CloseDirectory, DoesOnlyWhatIsMissing) {
    DiskState directory;
    directory.kind = Kind::directory;
    directory.mode = 0755;
    directory.uid = HostUid{1000};

    EXPECT_EQ(close_directory(directory, kRunner), (Change{kRunner, SetMode{0700}}));
    directory.uid = HostUid{0};
    EXPECT_EQ(close_directory(directory, kRunner), (Change{SetMode{0700}}));
    directory.flags = kAppendOnly;
    EXPECT_EQ(close_directory(directory, kRunner), (Change{SetFlags{0}, SetMode{0700}}));
    directory.flags = 0;
    directory.mode = kClosedMode;
    EXPECT_EQ(close_directory(directory, kRunner), Change{});
}

} // namespace
} // namespace permap::codec
