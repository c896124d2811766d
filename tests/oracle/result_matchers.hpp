// SPDX-License-Identifier: Apache-2.0
// GoogleMock matchers for Result: what went wrong is part of the failure message.
#pragma once

#include "base/result.hpp"

#include <gmock/gmock.h>

namespace permap::oracle {

MATCHER(Succeeds, "succeeds") {
    if (!arg) {
        *result_listener << "which failed: " << base::to_text(arg.error());
    }
    return arg.has_value();
}

MATCHER_P(FailsWith, errno_value, "fails with errno " + std::to_string(errno_value)) {
    if (arg) {
        *result_listener << "which succeeded";
        return false;
    }
    *result_listener << "which failed: " << base::to_text(arg.error());
    return arg.error().code.value() == errno_value;
}

} // namespace permap::oracle
