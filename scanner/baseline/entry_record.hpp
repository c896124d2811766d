// SPDX-License-Identifier: Apache-2.0
// Reads the records of a snapshot in ndjson; what report/entry_record writes. Pure.
#pragma once

#include "base/result.hpp"
#include "codec/manifest_entry.hpp"
#include "scanner/baseline/baseline.hpp"
#include "scanner/baseline/flat_record.hpp"

#include <optional>
#include <string_view>

namespace permap::scanner {

class SnapshotParser {
public:
    /// One line. An entry, or nothing for other records; the error says what is wrong with it.
    [[nodiscard]] base::Result<std::optional<codec::ManifestEntry>> parse(std::string_view line);

    /// What header and summary said. Without the summary of a whole tree the snapshot was cut
    /// short.
    [[nodiscard]] const Baseline& baseline() const { return baseline_; }
    [[nodiscard]] std::optional<std::uint64_t> entries_in_summary() const { return said_; }

private:
    Baseline baseline_ = {.format = BaselineFormat::ndjson,
                          .model = {},
                          .view = {},
                          .entries = 0,
                          .problems = 0,
                          .has_inodes = false,
                          .has_acls = true};
    FlatRecord record_; ///< the line; kept for its memory
    bool has_header_ = false;
    std::optional<std::uint64_t> said_; ///< how many entries the summary speaks of
};

} // namespace permap::scanner
