// SPDX-License-Identifier: Apache-2.0
// What the file system and the process lack: each limit just kept and just broken.
#include "base/file_system.hpp"
#include "mapper/blockers.hpp"
#include "scanner/rule.hpp"

#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/sysmacros.h>

namespace permap::mapper {
namespace {

using codec::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

/// An entry whose change is given, on a file system and by a process that lack something.
struct Entry {
    codec::Facts facts = {};
    codec::DiskState wanted = {};
    const char* from = "passthrough";
    const char* to = "mapped-xattr";
    Limits limits = {};
    Caller caller = {};
    std::size_t other_attribute_bytes = 0;
    bool has_listener = false;

    [[nodiscard]] std::vector<std::string> rules(Treatment treatment) const {
        codec::Decoded decoded;
        decoded.view.kind = wanted.kind;
        decoded.view.link = wanted.content;
        const std::vector<Blocker> found =
            find_blockers({.facts = facts,
                           .decoded = decoded,
                           .wanted = wanted,
                           .from = *codec::find_model(from),
                           .to = *codec::find_model(to),
                           .caller = caller,
                           .limits = limits,
                           .other_attribute_bytes = other_attribute_bytes,
                           .has_listener = has_listener});
        std::vector<std::string> rules;
        for (const Blocker& blocker : found) {
            if (blocker.treatment == treatment) {
                rules.emplace_back(blocker.rule);
                EXPECT_NE(scanner::find_rule(blocker.rule), nullptr);
            }
        }
        return rules;
    }
};

Entry replaced(Kind kind) {
    Entry entry;
    entry.facts.state.kind = kind;
    return entry;
}

TEST(NoExchange, BlocksOnlyWhatIsReplaced) {
    Entry link = replaced(Kind::symlink);
    Entry file;
    file.wanted.mode = 0600;
    link.limits.can_exchange = file.limits.can_exchange = false;

    EXPECT_THAT(link.rules(Treatment::leave), ElementsAre("no-exchange"));
    EXPECT_THAT(file.rules(Treatment::leave), IsEmpty());
    EXPECT_THAT(replaced(Kind::symlink).rules(Treatment::leave), IsEmpty());
}

TEST(SocketInUse, BlocksOnlyASocketThatIsReplaced) {
    Entry socket = replaced(Kind::socket);
    EXPECT_THAT(socket.rules(Treatment::go_on), IsEmpty());

    socket.has_listener = true;
    EXPECT_THAT(socket.rules(Treatment::go_on), ElementsAre("socket-in-use"));

    socket.wanted.kind = Kind::socket;
    EXPECT_THAT(socket.rules(Treatment::go_on), IsEmpty());
}

/// A stand-in that becomes a real device.
Entry device(unsigned major_number, unsigned minor_number) {
    Entry entry;
    entry.from = "mapped-xattr";
    entry.to = "passthrough";
    entry.wanted.kind = Kind::block_device;
    entry.wanted.rdev = makedev(major_number, minor_number);
    return entry;
}

TEST(DeviceNumbers, AreCutByXfs) {
    Entry largest = device(511, (1U << 18) - 1);
    Entry major_too_large = device(512, 0);
    Entry minor_too_large = device(0, 1U << 18);
    for (Entry* const entry : {&largest, &major_too_large, &minor_too_large}) {
        entry->limits.holds_all_devices = false;
    }

    EXPECT_THAT(largest.rules(Treatment::leave), IsEmpty());
    EXPECT_THAT(major_too_large.rules(Treatment::leave), ElementsAre("lossy"));
    EXPECT_THAT(minor_too_large.rules(Treatment::leave), ElementsAre("lossy"));
    EXPECT_THAT(device(512, 1U << 18).rules(Treatment::leave), IsEmpty());
}

TEST(AttributeRoom, CountsWhatIsThereAndWhatComes) {
    Entry entry;
    entry.wanted.attributes.set("user.virtfs.uid", std::string(4, 'x'));
    const std::size_t needed = base::attribute_size("user.virtfs.uid", 4);
    entry.limits.attribute_room = 1000;

    entry.other_attribute_bytes = 1000 - needed;
    EXPECT_THAT(entry.rules(Treatment::leave), IsEmpty());

    entry.other_attribute_bytes += 1;
    EXPECT_THAT(entry.rules(Treatment::leave), ElementsAre("xattr-no-room"));

    entry.limits.attribute_room = 0;
    EXPECT_THAT(entry.rules(Treatment::leave), IsEmpty());
}

TEST(AttributeRoom, IsCountedAsExt4Does) {
    EXPECT_EQ(base::attribute_size("user.virtfs.uid", 4), 32U); // 16 + 10, rounded up, and 4
    EXPECT_EQ(base::attribute_size("user.a", 0), 20U);
}

TEST(MissingPrivilege, IsAskedForEachThingThatNeedsOne) {
    Entry special = device(1, 3);
    special.caller.may.may_make_devices = false;
    EXPECT_THAT(special.rules(Treatment::leave), ElementsAre("missing-privilege"));

    Entry capable = device(0, 0);
    capable.wanted = {};
    capable.wanted.mode = 0644;
    capable.facts.state.attributes.set(codec::kCapability, "cap");
    capable.caller.may.may_set_capabilities = false;
    EXPECT_THAT(capable.rules(Treatment::leave), ElementsAre("missing-privilege"));

    Entry foreign;
    foreign.facts.state.uid = codec::HostUid{70000};
    foreign.caller.may.uids = {{0, 65536}};
    EXPECT_THAT(foreign.rules(Treatment::leave), ElementsAre("missing-privilege"));

    Entry given;
    given.wanted.gid = codec::HostGid{65536};
    given.caller.may.gids = {{0, 65536}};
    EXPECT_THAT(given.rules(Treatment::leave), ElementsAre("missing-privilege"));
}

TEST(MissingPrivilege, IsNotAskedWhereNothingChanges) {
    Entry same;
    same.facts.state.uid = codec::HostUid{70000};
    same.wanted = same.facts.state;
    same.caller.may.uids = {{0, 65536}};

    EXPECT_THAT(same.rules(Treatment::leave), IsEmpty());
}

} // namespace
} // namespace permap::mapper
