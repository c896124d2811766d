// SPDX-License-Identifier: Apache-2.0
#include "scanner/run_mark.hpp"

#include "codec/kind.hpp"

#include <algorithm>
#include <string>

namespace permap::scanner {

bool is_marked(const codec::Facts& facts) {
    return facts.state.kind == codec::Kind::directory &&
           std::ranges::any_of(facts.other_attributes, [](const std::string& name) {
               return name == kTrustedMark || name == kUserMark;
           });
}

bool may_hold_mark(std::string_view name) {
    return name == kMarkFile;
}

bool has_mark_line(std::string_view text) {
    return text.starts_with(kMarkLine) ||
           text.find("\n" + std::string(kMarkLine)) != std::string_view::npos;
}

} // namespace permap::scanner
