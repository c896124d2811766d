// SPDX-License-Identifier: Apache-2.0
// The record of one share: `share` in machine formats, a paragraph for people.
#pragma once

#include "report/record.hpp"
#include "scanner/shares/found_share.hpp"

#include <string>
#include <vector>

namespace permap::report {

/// What was made of the share: names of rules that fired, what to do, text to paste.
struct ShareVerdict {
    std::vector<std::string> rules = {};
    std::vector<std::string> advice = {}; ///< sentences for the rules, in their order
    std::string snippet = {};
};

[[nodiscard]] Record share_record(const scanner::FoundShare& share, const ShareVerdict& verdict);

} // namespace permap::report
