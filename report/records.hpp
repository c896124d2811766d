// SPDX-License-Identifier: Apache-2.0
// What a report says besides findings and problems. Plain data; docs/scripting.md has the fields of
// the machine formats.
#pragma once

#include "scanner/severity.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace permap::scanner {
struct Rule;
}

namespace permap::report {

struct Header {
    std::string command;            ///< "scan"
    std::vector<std::string> roots; ///< as the user named them, raw bytes
    std::string model;              ///< how the trees are exported; empty where unknown
    std::string safety;             ///< "jail" or "dirfd"
    std::string version;            ///< of permap
    std::string view = {};          ///< of a snapshot: "host" or "guest"
    /// What was looked for, in the order of scanner::rules(); findings may be of others, too.
    std::vector<const scanner::Rule*> rules = {};
};

using SeverityCounts = std::array<std::uint64_t, scanner::kSeverities>; ///< indexed by Severity

/// Numbers of findings, as `Tally` collects them. Those that a waiver covers are in `waived` alone.
struct FindingCounts {
    SeverityCounts by_severity = {};
    std::map<std::string, std::uint64_t, std::less<>> by_rule = {}; ///< only rules that fired
    /// Of `by_severity`, those that the baseline has, too, and that say the same there.
    SeverityCounts unchanged = {};
    SeverityCounts blockers = {}; ///< of `by_severity`: they keep a conversion from beginning
    std::uint64_t waived = 0;
    std::set<std::string, std::less<>> waived_rules = {}; ///< with a finding that is waived
};

[[nodiscard]] inline std::uint64_t sum_of(const SeverityCounts& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// From which severity on a finding makes the command fail; nothing: none does but a blocker.
struct FailOn {
    std::optional<scanner::Severity> any = scanner::Severity::medium;
    std::optional<scanner::Severity> fresh = {}; ///< that a baseline does not have, or not so
};

/// What a conversion did. Entries, except for `run`.
struct Conversion {
    std::uint64_t changed = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t refused = 0;
    std::uint64_t failed = 0;
    std::uint64_t left_alone = 0; ///< excluded, or left unconverted with --allow
    std::string run = {};         ///< id of the run; empty for a dry run that was not kept
    bool is_dry_run = false;      ///< nothing was written: `changed` counts what would be
};

struct Summary {
    std::uint64_t entries = 0;
    std::uint64_t directories = 0;
    FindingCounts findings = {};
    std::uint64_t problems = 0;
    std::optional<double> seconds = {}; ///< nothing where the same tree is to give the same bytes
    std::optional<int> status = {};     ///< the exit status, if writing the report goes well
    std::optional<Conversion> conversion = {};
    /// For people only: what the tree looks like, a sentence each.
    std::vector<std::string> remarks = {};
    /// For people only: what to type next, a clause without a full stop; may be empty.
    std::string next_step = {};
};

} // namespace permap::report
