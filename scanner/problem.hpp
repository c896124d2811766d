// SPDX-License-Identifier: Apache-2.0
// Problem: an entry that could not be examined or changed. It is reported and the walk goes on.
#pragma once

#include "base/result.hpp"

#include <string>

namespace permap::scanner {

struct Problem {
    std::string path; ///< relative to the root, raw bytes; "." for the root itself
    base::Error error;
};

} // namespace permap::scanner
