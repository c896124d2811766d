// SPDX-License-Identifier: Apache-2.0
#include "scanner/tree_counts.hpp"

#include "base/numbers.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// As if the example had been examined; what was too far down is looked for from the root.
Finding finding_of(const Rule& rule, Hit hit, const Example& example) {
    codec::Facts facts;
    facts.state.kind = example.kind;
    facts.state.mode = example.mode;
    facts.state.uid = codec::HostUid{example.uid};
    facts.state.gid = codec::HostGid{example.gid};
    return make_finding(rule, std::move(hit), example.path.empty() ? "." : example.path, facts, {},
                        false);
}

} // namespace

TreeCounts::TreeCounts(std::span<const Rule* const> enabled) {
    std::ranges::copy_if(enabled, std::back_inserter(rules_),
                         [](const Rule* rule) { return rule->count != nullptr; });
    tallies_.resize(rules_.size());
}

void TreeCounts::Batch::add(const Examined& entry) {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        batches_[i].begin(entry.name, entry.facts);
        rules_[i]->count(entry, batches_[i]);
    }
}

void TreeCounts::merge(const Batch& batch,
                       const std::function<std::string(std::string_view)>& path_of) {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        tallies_[i].merge(batch.batches_[i], path_of);
    }
}

void TreeCounts::add_findings(const Identities* identities, FindingSink& sink) const {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        for (const CountedId& counted : tallies_[i].counted()) {
            if (std::optional<Hit> hit = rules_[i]->check_count(counted, identities)) {
                sink.add(finding_of(*rules_[i], std::move(*hit), counted.example));
            }
        }
    }
}

std::vector<std::string> TreeCounts::remarks() const {
    std::vector<std::string> remarks;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        if (const std::uint64_t more = tallies_[i].not_kept(); more > 0) {
            remarks.push_back(fmt::format("{}: only the {} smallest ids of a kind are told apart; "
                                          "larger ones, met {}, are not counted",
                                          rules_[i]->id, IdTally::kMostIds,
                                          base::counted(more, "time", "times")));
        }
    }
    return remarks;
}

} // namespace permap::scanner
