// SPDX-License-Identifier: Apache-2.0
// Asks the kernel whether it agrees with what codec/posix_acl says of ACLs.
#include "codec/facts.hpp"
#include "codec/little_endian.hpp"
#include "codec/posix_acl.hpp"
#include "tests/support/codec_generators.hpp"
#include "tests/support/scratch_directory.hpp"

#include <optional>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>

namespace permap::codec {
namespace {

class KernelAcl : public testing::Test {
protected:
    void SetUp() override {
        scratch_.make_file("file", "", 0600);
        if (!store(sample())) {
            GTEST_SKIP() << "no POSIX ACLs on " << path_;
        }
    }

    static Acl sample() {
        return {{AclTag::user_obj, 6, kNoId},
                {AclTag::user, 6, 1000},
                {AclTag::group_obj, 0, kNoId},
                {AclTag::mask, 4, kNoId},
                {AclTag::other, 0, kNoId}};
    }

    [[nodiscard]] bool store(const std::string& bytes) const {
        return ::setxattr(path_.c_str(), kAclAccess.data(), bytes.data(), bytes.size(), 0) == 0;
    }
    [[nodiscard]] bool store(const Acl& acl) const { return store(serialize_acl(acl)); }

    [[nodiscard]] std::optional<Acl> stored() const {
        std::string bytes(1024, '\0');
        const ssize_t got =
            ::getxattr(path_.c_str(), kAclAccess.data(), bytes.data(), bytes.size());
        return got < 0 ? std::nullopt : parse_acl(bytes.substr(0, static_cast<std::size_t>(got)));
    }

    [[nodiscard]] std::uint32_t mode() const {
        struct stat status {};
        ::stat(path_.c_str(), &status);
        return status.st_mode & 0777U;
    }

    void set_mode(std::uint32_t mode) const { scratch_.set_mode("file", mode); }
    [[nodiscard]] bool remove() const {
        return ::removexattr(path_.c_str(), kAclAccess.data()) == 0;
    }

private:
    tests::ScratchDirectory scratch_;
    std::string path_ = scratch_.path_of("file");
};

TEST_F(KernelAcl, SetsTheModeThatPermissionsOfGives) {
    rc::detail::checkGTest([&] {
        const Acl acl = *tests::any_acl();

        RC_ASSERT(store(acl));
        RC_ASSERT(mode() == permissions_of(acl));
    });
}

TEST_F(KernelAcl, StoresNothingWhereTheModeSaysItAll) {
    rc::detail::checkGTest([&] {
        const Acl acl = *tests::any_acl();

        RC_ASSERT(store(acl));
        RC_ASSERT(stored() == (is_minimal(acl) ? std::nullopt : std::optional(acl)));
    });
}

TEST_F(KernelAcl, IsChangedByChmodAsWithModeSays) {
    rc::detail::checkGTest([&] {
        const Acl acl = *tests::any_acl();
        const auto wanted = *rc::gen::inRange<std::uint32_t>(0, 01000);
        RC_PRE(!is_minimal(acl));
        RC_ASSERT(store(acl));

        set_mode(wanted);

        RC_ASSERT(stored() == with_mode(acl, wanted));
    });
}

TEST_F(KernelAcl, TakesTheBytesThatParseAclTakes) {
    rc::detail::checkGTest([&] {
        std::string bytes = serialize_acl(*tests::any_acl());
        const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
        bytes[at] = *rc::gen::arbitrary<char>();
        RC_PRE(bytes.size() > 4); // a bare header means "remove" to the kernel

        RC_ASSERT(store(bytes) == parse_acl(bytes).has_value());
    });
}

TEST_F(KernelAcl, LeavesTheModeWhenItIsRemoved) {
    ASSERT_TRUE(store(sample()));

    ASSERT_TRUE(remove());

    EXPECT_EQ(mode(), 0640U);
}

} // namespace
} // namespace permap::codec
