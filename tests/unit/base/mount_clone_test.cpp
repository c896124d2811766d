// SPDX-License-Identifier: Apache-2.0
// What is said where user namespaces are forbidden; the clone itself is tested as a jail.
#include "base/mount_clone.hpp"

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::base {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(WhyNoNamespace, NamesTheLimitOfZero) {
    EXPECT_THAT(why_no_namespace(ENOSPC, {.max_user_namespaces = "0"}),
                HasSubstr("user.max_user_namespaces is 0"));
}

TEST(WhyNoNamespace, NamesDebiansSwitch) {
    EXPECT_THAT(
        why_no_namespace(EPERM, {.max_user_namespaces = "96364", .unprivileged_userns_clone = "0"}),
        HasSubstr("kernel.unprivileged_userns_clone"));
}

TEST(WhyNoNamespace, NamesAppArmorsRestriction) {
    EXPECT_THAT(why_no_namespace(EPERM, {.max_user_namespaces = "96364",
                                         .unprivileged_userns_clone = "1",
                                         .apparmor_restricts_unprivileged = "1"}),
                HasSubstr("kernel.apparmor_restrict_unprivileged_userns is 1"));
}

TEST(WhyNoNamespace, BlamesNoSwitchThatIsOpen) {
    EXPECT_THAT(why_no_namespace(EPERM, {.max_user_namespaces = "96364",
                                         .unprivileged_userns_clone = "1",
                                         .apparmor_restricts_unprivileged = "0"}),
                IsEmpty());
    EXPECT_THAT(why_no_namespace(EPERM, {}), IsEmpty());
}

TEST(WhyNoNamespace, BlamesNoSwitchForAnotherError) {
    EXPECT_THAT(why_no_namespace(EINVAL, {.unprivileged_userns_clone = "0"}), IsEmpty());
}

} // namespace
} // namespace permap::base
