// SPDX-License-Identifier: Apache-2.0
// Baselines in mtree(5) come from repositories and other programs.
#include "report/mtree.hpp"
#include "scanner/baseline/mtree_parser.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <algorithm>

using permap::codec::ManifestEntry;
using permap::codec::ManifestField;
using permap::fuzz::require;

namespace {

/// What permap writes of it, it reads alike.
void check_entry(const ManifestEntry& entry) {
    require(!entry.path.empty() && entry.path.find('\0') == std::string::npos);
    require(permap::codec::unpack_entry(permap::codec::pack_entry(entry)) == entry);
    const std::string line = permap::report::mtree_line(entry);
    const auto again = permap::scanner::MtreeParser().parse(line.substr(0, line.size() - 1));
    require(again.has_value() && again->has_value());
    if (entry.known.has(ManifestField::link)) {
        require((*again)->link == entry.link);
    }
    if (entry.known.has(ManifestField::mode)) {
        require((*again)->mode == entry.mode);
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = permap::fuzz::text_of(data, size);
    permap::scanner::MtreeParser parser;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const auto entry = parser.parse(text.substr(0, end));
        if (entry && *entry) {
            check_entry(**entry);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return 0;
}
