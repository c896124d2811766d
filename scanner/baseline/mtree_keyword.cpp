// SPDX-License-Identifier: Apache-2.0
#include "scanner/baseline/mtree_keyword.hpp"

#include <algorithm>
#include <array>

namespace permap::scanner {
namespace {

/// In the order of MtreeKeyword.
constexpr std::array<std::string_view, 12> kKeywords = {"all",      "device", "gid",  "gname",
                                                        "inode",    "link",   "mode", "nlink",
                                                        "optional", "type",   "uid",  "uname"};

} // namespace

bool is_owner_name(MtreeKeyword keyword) {
    return keyword == MtreeKeyword::uname || keyword == MtreeKeyword::gname;
}

MtreeKeyword about(MtreeKeyword keyword) {
    if (keyword == MtreeKeyword::uname) {
        return MtreeKeyword::uid;
    }
    return keyword == MtreeKeyword::gname ? MtreeKeyword::gid : keyword;
}

std::string_view to_text(MtreeKeyword keyword) {
    return kKeywords[static_cast<std::size_t>(keyword)];
}

std::optional<MtreeKeyword> parse_mtree_keyword(std::string_view name) {
    const auto found = std::ranges::find(kKeywords, name);
    return found == kKeywords.end()
               ? std::nullopt
               : std::optional(static_cast<MtreeKeyword>(found - kKeywords.begin()));
}

} // namespace permap::scanner
