// SPDX-License-Identifier: Apache-2.0
#include "scanner/reach.hpp"

#include "base/ancestors.hpp"
#include "codec/posix_acl.hpp"

#include <array>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::scanner {
namespace {

constexpr codec::HostUid kOwner = {1000};

/// a/b/c below a fresh directory; modes are given back before it is removed.
class AncestorsTest : public testing::Test {
protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "permap-reach-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        char* const real = ::realpath(name.c_str(), nullptr);
        top_ = real;
        std::free(real);
        ::chmod(top_.c_str(), 0755);
        for (const char* const below : {"/a", "/a/b", "/a/b/c"}) {
            ASSERT_EQ(::mkdir((top_ + below).c_str(), 0755), 0);
            ASSERT_EQ(::chmod((top_ + below).c_str(), 0755), 0);
        }
    }

    void TearDown() override {
        for (const char* const below : {"/a/b/c", "/a/b", "/a", ""}) {
            ::rmdir((top_ + below).c_str());
        }
    }

    std::string top_;
};

TEST(Inside, PassesOnWhatOthersMaySearch) {
    const Reach reach = inside({}, 0755, kOwner, "a");

    EXPECT_TRUE(reach.host);
    EXPECT_TRUE(reach.guest);
    EXPECT_EQ(reach.blocked_by, nullptr);
}

TEST(Inside, NamesTheDirectoryThatStopsBothAudiences) {
    const Reach reach = inside({}, 0750, kOwner, "srv/private");

    EXPECT_FALSE(reach.host);
    EXPECT_FALSE(reach.guest);
    EXPECT_EQ(*reach.blocked_by, "srv/private");
}

codec::DiskState closed_directory(std::uint32_t mode, std::uint32_t group, const char* acl = "") {
    codec::DiskState state;
    state.mode = mode;
    state.gid = codec::HostGid{group};
    if (const auto entries = codec::parse_acl_text(acl)) {
        state.attributes.set(codec::kAclAccess, codec::serialize_acl(*entries));
    }
    return state;
}

TEST(OpenMode, LetsInWhoIsInABroadGroup) {
    constexpr std::array<std::uint32_t, 1> kUsers = {100};
    constexpr const char* kNamed = "user::rwx,group::---,group:100:--x,mask::--x,other::---";
    constexpr const char* kHidden = "user::rwx,user:5:--x,group::---,mask::--x,other::---";

    EXPECT_EQ(open_mode(closed_directory(0750, 100), kUsers), 0751U);
    EXPECT_EQ(open_mode(closed_directory(0750, 101), kUsers), 0750U);
    EXPECT_EQ(open_mode(closed_directory(0740, 100), kUsers), 0740U);
    EXPECT_EQ(open_mode(closed_directory(0750, 100), {}), 0750U);
    EXPECT_EQ(open_mode(closed_directory(0710, 0, kNamed), kUsers), 0711U);
    EXPECT_EQ(open_mode(closed_directory(0700, 0, kNamed), kUsers), 0700U) << "masked";
    EXPECT_EQ(open_mode(closed_directory(0710, 100, kHidden), kUsers), 0710U);
}

TEST(Inside, NamesTheOnlyUserWhomClosedDirectoriesLetIn) {
    const Reach group_comes_in = inside({}, 0750, kOwner, "a");
    const Reach owner_alone = inside(group_comes_in, 0700, kOwner, "a/b");
    const Reach both = inside(owner_alone, 0700, codec::HostUid{1001}, "a/b/c");

    EXPECT_EQ(group_comes_in.only, std::nullopt);
    EXPECT_EQ(owner_alone.only, kOwner);
    EXPECT_EQ(inside(owner_alone, 0755, codec::HostUid{1001}, "a/b/c").only, kOwner);
    EXPECT_EQ(both.only, codec::HostUid{0});
}

TEST(Inside, KeepsTheFirstNameAndStopsGuestsToo) {
    const Reach above = {.host = false,
                         .guest = true,
                         .blocked_by = std::make_shared<const std::string>("/home/joe")};

    const Reach reach = inside(above, 0700, kOwner, "a");

    EXPECT_FALSE(reach.guest);
    EXPECT_EQ(*reach.blocked_by, "/home/joe");
}

TEST_F(AncestorsTest, AreListedFromTheTopWithoutTheDirectoryItself) {
    const auto ancestors = base::read_ancestors(top_ + "/a/b/c");

    ASSERT_GE(ancestors.size(), 4U);
    EXPECT_EQ(ancestors.front().path, "/");
    EXPECT_EQ(ancestors.back().path, top_ + "/a/b");
    EXPECT_EQ(ancestors.back().mode, 0755U);
    EXPECT_EQ(ancestors.back().uid, ::geteuid());
}

TEST_F(AncestorsTest, HaveNoneAboveTheTop) {
    EXPECT_THAT(base::read_ancestors("/"), testing::IsEmpty());
    EXPECT_THAT(base::read_ancestors(top_ + "/missing"), testing::IsEmpty());
}

TEST_F(AncestorsTest, TheFirstClosedOneStopsHostUsersOnly) {
    if (!reach_of_root(top_).host) {
        GTEST_SKIP() << "the directory for temporary files is closed itself";
    }
    ::chmod((top_ + "/a").c_str(), 0750);
    ::chmod((top_ + "/a/b").c_str(), 0700);

    const Reach reach = reach_of_root(top_ + "/a/b/c");

    EXPECT_FALSE(reach.host);
    EXPECT_TRUE(reach.guest);
    EXPECT_EQ(*reach.blocked_by, top_ + "/a");
}

TEST_F(AncestorsTest, TheRootsOwnBitsAreNotCounted) {
    if (!reach_of_root(top_).host) {
        GTEST_SKIP() << "the directory for temporary files is closed itself";
    }
    ::chmod((top_ + "/a/b/c").c_str(), 0700);

    EXPECT_TRUE(reach_of_root(top_ + "/a/b/c").host);
}

} // namespace
} // namespace permap::scanner
