// SPDX-License-Identifier: Apache-2.0
// Baselines in mtree(5) come from repositories and other programs.
#include "report/mtree.hpp"
#include "scanner/baseline/mtree_parser.hpp"
#include "tests/fuzz/fuzz_target.hpp"

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
    permap::scanner::MtreeParser parser;
    permap::fuzz::for_each_line(permap::fuzz::text_of(data, size), [&](std::string_view line) {
        const auto entry = parser.parse(line);
        if (entry && *entry) {
            check_entry(**entry);
        }
    });
    return 0;
}
