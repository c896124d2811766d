// SPDX-License-Identifier: Apache-2.0
#include "scanner/known_ids.hpp"

#include "scanner/identities.hpp"
#include "tests/support/scratch_directory.hpp"

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::atomic<int> asked; // NOLINT: an Ask is a plain function and has no other place to count

base::Result<bool> knows_seven(std::uint32_t id) {
    ++asked;
    return id == 7;
}

base::Result<bool> does_not_answer(std::uint32_t /*id*/) {
    return base::fail(ECONNREFUSED, "getpwuid");
}

Accounts accounts_of(std::string_view text) {
    return parse_passwd(text, "/etc/passwd").accounts;
}

TEST(KnownIds, KnowsAccountsAndRangesWithoutAsking) {
    asked = 0;
    const KnownIds ids(accounts_of("a:x:5:5::/:\n"), DeclaredIds({{10, 11}}), knows_seven);

    EXPECT_TRUE(ids.has(5));
    EXPECT_TRUE(ids.has(11));
    EXPECT_EQ(asked, 0);
}

TEST(KnownIds, AsksForEachOtherIdOnce) {
    asked = 0;
    const KnownIds ids({}, {}, knows_seven);

    EXPECT_TRUE(ids.has(7) && ids.has(7));
    EXPECT_FALSE(ids.has(8) || ids.has(8));
    EXPECT_EQ(asked, 2);
}

TEST(KnownIds, AsksNoMoreThanItRemembers) {
    asked = 0;
    const KnownIds ids({}, {}, knows_seven);
    for (std::uint32_t id = 1000; id < 1010 + KnownIds::kMostAsked; ++id) {
        EXPECT_FALSE(ids.has(id));
    }

    EXPECT_EQ(static_cast<std::size_t>(asked), KnownIds::kMostAsked);
    EXPECT_FALSE(ids.has(7)) << "not asked for any more";
}

TEST(KnownIds, TakesAnIdForKnownWhereNobodyAnswers) {
    const KnownIds ids({}, {}, does_not_answer);

    EXPECT_FALSE(ids.trouble().has_value());
    EXPECT_TRUE(ids.has(5));
    ASSERT_TRUE(ids.trouble().has_value());
    EXPECT_THAT(base::to_text(*ids.trouble()), HasSubstr("getpwuid"));
}

TEST(KnownIds, AnswersManyThreads) {
    const KnownIds ids({}, {}, knows_seven);
    std::atomic<int> known = 0;
    const auto ask = [&] {
        for (std::uint32_t id = 0; id < 1000; ++id) {
            known += ids.has(id) ? 1 : 0;
        }
    };
    {
        const std::jthread one(ask);
        const std::jthread other(ask);
    }

    EXPECT_EQ(known, 2);
}

/// A host whose files are these.
class HostTree : public testing::Test {
protected:
    void write(const std::string& path, const std::string& text) {
        const std::filesystem::path file = root() + path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    [[nodiscard]] std::string root() const { return scratch_.path(); }
    Identities read(std::vector<IdSpan> declared = {}) {
        const IdentityRequest request = {
            .host_root = root(), .is_this_machine = false, .declared = std::move(declared)};
        base::Result<Identities> identities = read_identities(request, mistakes_);
        EXPECT_TRUE(identities);
        return std::move(*identities);
    }
    std::vector<base::Error> mistakes_;

private:
    tests::ScratchDirectory scratch_;
};

TEST_F(HostTree, GivesUsersAndGroupsTheirOwnFilesAndBothTheDeclaredIds) {
    write("/etc/passwd", "a:x:5:5::/:\n");
    write("/etc/group", "g:x:6:\n");
    write("/etc/subuid", "a:100:10\n");
    write("/etc/subgid", "a:200:10\n");

    const Identities read_ = read({{300, 300}});

    EXPECT_TRUE(read_.host_users.has(5) && read_.host_users.has(100) && read_.host_users.has(300));
    EXPECT_FALSE(read_.host_users.has(6) || read_.host_users.has(200));
    EXPECT_TRUE(read_.host_groups.has(6) && read_.host_groups.has(209));
    EXPECT_TRUE(read_.host_groups.has(300));
    EXPECT_FALSE(read_.host_groups.has(5) || read_.host_groups.has(100));
    EXPECT_THAT(mistakes_, IsEmpty());
}

TEST_F(HostTree, TakesAllIdsForKnownWhereThereAreNoAccounts) {
    write("/etc/group", "g:x:6:\n");

    const Identities read_ = read();

    EXPECT_TRUE(read_.host_users.has(5));
    EXPECT_FALSE(read_.host_groups.has(5));
    ASSERT_THAT(mistakes_, SizeIs(1)); // it is called another host's, and is none
    EXPECT_THAT(base::to_text(mistakes_[0]), HasSubstr("/etc/passwd'"));
}

TEST_F(HostTree, TakesAllIdsForKnownWhereTheAccountsCannotBeRead) {
    std::filesystem::create_directories(root() + "/etc/passwd");
    write("/etc/group", "");

    EXPECT_TRUE(read().host_users.has(5));
    ASSERT_THAT(mistakes_, SizeIs(1));
    EXPECT_THAT(base::to_text(mistakes_[0]), HasSubstr("/etc/passwd'"));
}

TEST_F(HostTree, NamesFileAndLineOfMistakes) {
    write("/etc/passwd", "a:x:5:5::/:\nbroken\n");
    write("/etc/group", "");
    write("/etc/subuid", "a:1:0\n");

    EXPECT_TRUE(read().host_users.has(5));
    ASSERT_THAT(mistakes_, SizeIs(2));
    EXPECT_THAT(base::to_text(mistakes_[0]), HasSubstr("/etc/subuid': line 1"));
    EXPECT_THAT(base::to_text(mistakes_[1]), HasSubstr("/etc/passwd': line 2"));
}

TEST_F(HostTree, HasTheAccountsOfAGuestToo) {
    write("/etc/passwd", "a:x:5:5::/:\nbroken\n");
    write("/etc/group", "g:x:6:\n");

    const base::Result<SystemAccounts> guest = read_system_accounts(root());

    ASSERT_TRUE(guest);
    EXPECT_NE(guest->users.accounts.by_id(5), nullptr);
    EXPECT_NE(guest->groups.accounts.by_name("g"), nullptr);
    ASSERT_THAT(guest->users.mistakes, SizeIs(1));
    EXPECT_THAT(base::to_text(guest->users.mistakes[0]), HasSubstr(root() + "/etc/passwd"));
}

TEST_F(HostTree, IsNoGuestWithoutBothFiles) {
    write("/etc/passwd", "a:x:5:5::/:\n");

    EXPECT_FALSE(read_system_accounts(root()));
    EXPECT_FALSE(read_system_accounts(root() + "/missing"));
}

TEST(BroadGroups, AreThoseThatTheHostHas) {
    const Accounts groups = parse_group("kvm:x:107:\nstaff:x:50:\nusers:x:100:\n", "g").accounts;

    EXPECT_THAT(usual_broad_groups(groups),
                testing::ElementsAre(testing::Field(&Account::id, 100U),
                                     testing::Field(&Account::id, 107U)));
}

TEST_F(HostTree, IsNotLeftThroughALink) {
    write("/etc/passwd", "");
    std::filesystem::create_symlink("/etc/group", root() + "/etc/group");

    EXPECT_TRUE(read().host_groups.has(0)) << "a loop below the root: nobody knows";
    EXPECT_THAT(mistakes_, SizeIs(1));
}

} // namespace
} // namespace permap::scanner
