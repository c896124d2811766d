// SPDX-License-Identifier: Apache-2.0
#include "report/summary_record.hpp"

#include "base/quote.hpp"

#include <algorithm>

namespace permap::report {
namespace {

constexpr int kSchema = 1;

Json counts_of(const FindingCounts& counts) {
    Json by_severity = Json::object();
    for (std::size_t at = scanner::kSeverities; at-- > 0;) {
        by_severity[scanner::to_text(static_cast<scanner::Severity>(at))] = counts.by_severity[at];
    }
    Json by_rule = Json::object();
    for (const auto& [rule, count] : counts.by_rule) {
        by_rule[rule] = count;
    }
    Json record = {{"by_severity", std::move(by_severity)}, {"by_rule", std::move(by_rule)}};
    const std::uint64_t unchanged = sum_of(counts.unchanged);
    if (unchanged > 0) {
        record["unchanged"] = unchanged;
    }
    if (counts.waived > 0) {
        record["waived"] = counts.waived;
    }
    return record;
}

} // namespace

Json header_record(const Header& header) {
    Json record = {{"type", "header"},
                   {"schema", kSchema},
                   {"permap", header.version},
                   {"command", header.command}};
    record["roots"] = Json::array();
    for (const std::string& root : header.roots) {
        record["roots"].push_back(base::to_utf8(root));
    }
    if (!std::ranges::all_of(header.roots, base::is_utf8)) {
        for (const std::string& root : header.roots) {
            record["roots_b64"].push_back(base::base64(root));
        }
    }
    record["model"] = text_or_null(header.model);
    record["safety"] = text_or_null(header.safety);
    if (!header.view.empty()) {
        record["view"] = header.view;
    }
    return record;
}

Json summary_record(const Summary& summary) {
    Json record = {{"type", "summary"},
                   {"entries", summary.entries},
                   {"directories", summary.directories},
                   {"findings", counts_of(summary.findings)},
                   {"problems", summary.problems}};
    if (summary.seconds) {
        record["seconds"] = *summary.seconds;
    }
    if (summary.status) {
        record["status"] = *summary.status;
    }
    if (summary.conversion) {
        record["changed"] = summary.conversion->changed;
        record["unchanged"] = summary.conversion->unchanged;
        record["refused"] = summary.conversion->refused;
        record["failed"] = summary.conversion->failed;
        record["left_alone"] = summary.conversion->left_alone;
        record["dry_run"] = summary.conversion->is_dry_run;
        record["run"] = text_or_null(summary.conversion->run);
    }
    return record;
}

} // namespace permap::report
