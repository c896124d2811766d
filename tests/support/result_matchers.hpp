// SPDX-License-Identifier: Apache-2.0
// GoogleMock matchers for Result: what went wrong is part of the failure message.
#pragma once

#include "base/result.hpp"

#include <string>

#include <gmock/gmock.h>

namespace permap::tests {

MATCHER(Succeeds, "succeeds") {
    if (!arg) {
        *result_listener << "which failed: " << base::to_text(arg.error());
    }
    return arg.has_value();
}

MATCHER_P(HasValue, matcher, "") {
    if (!arg) {
        *result_listener << "which failed: " << base::to_text(arg.error());
        return false;
    }
    return ::testing::ExplainMatchResult(matcher, *arg, result_listener);
}

MATCHER_P(FailsWith, errno_value, "fails with errno " + std::to_string(errno_value)) {
    if (arg) {
        *result_listener << "which succeeded";
        return false;
    }
    *result_listener << "which failed: " << base::to_text(arg.error());
    return arg.error().code.value() == errno_value;
}

/// The error as it is printed contains `part`.
MATCHER_P(FailsSaying, part, "fails saying '" + std::string(part) + "'") {
    if (arg) {
        *result_listener << "which succeeded";
        return false;
    }
    *result_listener << "which failed: " << base::to_text(arg.error());
    return base::to_text(arg.error()).find(part) != std::string::npos;
}

} // namespace permap::tests
