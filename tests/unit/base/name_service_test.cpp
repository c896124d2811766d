// SPDX-License-Identifier: Apache-2.0
#include "base/name_service.hpp"

#include "tests/support/result_matchers.hpp"

#include <gtest/gtest.h>

namespace permap::base {
namespace {

using tests::HasValue;

/// No system gives this one away: the last before the number that is no id.
constexpr std::uint32_t kNobodys = 0xfffffffe;

TEST(NameService, KnowsRootEverywhere) {
    EXPECT_THAT(is_user(0), HasValue(true));
    EXPECT_THAT(is_group(0), HasValue(true));
}

TEST(NameService, SaysThatAnIdHasNoAccount) {
    EXPECT_THAT(is_user(kNobodys), HasValue(false));
    EXPECT_THAT(is_group(kNobodys), HasValue(false));
}

} // namespace
} // namespace permap::base
