// SPDX-License-Identifier: Apache-2.0
// Baselines in ndjson come from repositories, where anybody may have edited them.
#include "report/entry_record.hpp"
#include "scanner/baseline/entry_record.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <algorithm>

using permap::fuzz::require;

namespace {

/// What permap writes of it, it reads alike.
void check_entry(const permap::codec::ManifestEntry& entry) {
    require(!entry.path.empty() && entry.path.find('\0') == std::string::npos);
    permap::scanner::SnapshotParser parser;
    require(parser.parse(R"({"type":"header","schema":1,"command":"snapshot"})").has_value());
    const auto again = parser.parse(permap::report::to_line(permap::report::entry_record(entry)));
    require(again.has_value() && again->has_value());
    require((*again)->path == entry.path && (*again)->mode == entry.mode);
    require((*again)->acl == entry.acl && (*again)->capability == entry.capability);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = permap::fuzz::text_of(data, size);
    permap::scanner::SnapshotParser parser;
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
