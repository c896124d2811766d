// SPDX-License-Identifier: Apache-2.0
// What planning can say only when the walk is over: room, names outside the tree, losses, counts.
#include "mapper/planner.hpp"

namespace permap::mapper {

/// Replacements are all built before the first exchange, metadata files before anything else: each
/// needs an inode, and most a block.
void Planner::raise_no_space() {
    constexpr std::uint64_t kBlock = 4096; // of most file systems; stand-ins are shorter
    const std::uint64_t wanted = to_replace_ + files_to_make_;
    const bool has_inodes = wanted <= request_.free.inodes;
    if (has_inodes && wanted * kBlock <= request_.free.bytes) {
        return;
    }
    const scanner::Rule* const rule = scanner::find_rule("no-space");
    report(scanner::make_default_finding(*rule, ".", root_,
                                         {{"objects to build", std::to_string(wanted)},
                                          {"free inodes", std::to_string(request_.free.inodes)},
                                          {"free bytes", std::to_string(request_.free.bytes)}}),
           stops(rule->id));
}

void Planner::finish() {
    raise_no_space();
    const scanner::Rule* const rule = scanner::find_rule("hard-link-outside");
    for (const scanner::HardLinks::Outside& link : links_.take_outside()) {
        report(scanner::make_default_finding(
                   *rule, link.path, link.facts(),
                   {{"names", std::to_string(link.nlink)}, {"seen", std::to_string(link.seen)}}),
               stops(rule->id));
    }
    report_losses();
}

void Planner::report_losses() {
    const scanner::Rule* const rule = scanner::find_rule("lossy");
    for (const LossTally::Row& row : losses_.rows()) {
        report(scanner::make_default_finding(*rule, row.path, row.facts,
                                             {{"lost", std::string(codec::to_text(row.loss))},
                                              {"entries", std::to_string(row.entries)}}),
               false);
    }
}

PlanTotals Planner::totals() const {
    std::vector<MetadataFound> metadata;
    for (std::size_t row = 0; row < with_metadata_.size(); ++row) {
        if (with_metadata_[row] > 0) {
            metadata.push_back({&codec::models()[row], with_metadata_[row]});
        }
    }
    return {.entries = entries_,
            .to_change = to_change_,
            .to_replace = to_replace_,
            .left_alone = left_alone_,
            .blocked = blocked_,
            .problems = problems_,
            .unmapped = unmapped_,
            .reversed = reversed_,
            .metadata = std::move(metadata)};
}

} // namespace permap::mapper
