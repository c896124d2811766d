// SPDX-License-Identifier: Apache-2.0
#include "base/result.hpp"

#include <cerrno>

#include <gtest/gtest.h>

namespace permap::base {
namespace {

Result<int> half(int value) {
    if (value % 2 != 0) {
        return fail(EINVAL, "half", "od\nd");
    }
    return value / 2;
}

Result<int> quarter(int value) {
    PERMAP_TRY_ASSIGN(const int once, half(value));
    return half(once);
}

TEST(Result, PropagatesTheFirstError) {
    EXPECT_EQ(*quarter(8), 2);
    EXPECT_EQ(quarter(6).error().code, std::errc::invalid_argument);
}

TEST(Result, PrintsOperationQuotedPathAndCause) {
    EXPECT_EQ(to_text(half(1).error()), "half 'od\\nd': Invalid argument");
    EXPECT_EQ(to_text(fail_because("no such user 'joe'").value()), "no such user 'joe'");
}

TEST(Result, NamesErrnoValues) {
    EXPECT_EQ(errno_name(half(1).error().code), "EINVAL");
}

} // namespace
} // namespace permap::base
