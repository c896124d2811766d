// SPDX-License-Identifier: Apache-2.0
// Baselines in ndjson come from repositories, where anybody may have edited them.
#include "report/entry_record.hpp"
#include "scanner/baseline/entry_record.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using permap::fuzz::require;

namespace {

/// What permap writes of it, it reads alike.
void check_entry(const permap::codec::ManifestEntry& entry) {
    require(!entry.path.empty() && entry.path.find('\0') == std::string::npos);
    permap::scanner::SnapshotParser parser;
    require(parser.parse(R"({"type":"header","schema":1,"command":"snapshot"})").has_value());
    const auto again = parser.parse(permap::report::entry_line(entry));
    require(again.has_value() && again->has_value());
    require((*again)->path == entry.path && (*again)->mode == entry.mode);
    require((*again)->acl == entry.acl && (*again)->capability == entry.capability);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    permap::scanner::SnapshotParser parser;
    permap::fuzz::for_each_line(permap::fuzz::text_of(data, size), [&](std::string_view line) {
        const auto entry = parser.parse(line);
        if (entry && *entry) {
            check_entry(**entry);
        }
    });
    return 0;
}
