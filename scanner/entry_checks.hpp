// SPDX-License-Identifier: Apache-2.0
// EntryChecks: the enabled rules that look at single entries, run over each entry of a tree.
#pragma once

#include "scanner/rule.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace permap::scanner {

struct RuleHit {
    const Rule* rule;
    Hit hit;
};

/// Immutable; any thread.
class EntryChecks {
public:
    /// `enabled` keeps the order of rules().
    explicit EntryChecks(std::span<const Rule* const> enabled);

    /// Most severe first; empty for nearly all entries, and then nothing is allocated.
    [[nodiscard]] std::vector<RuleHit> run(const Examined& entry) const;

private:
    /// What `run` needs of a rule. Rules themselves are large, and the system calls between two
    /// entries leave little of them in the processor's caches.
    struct EntryCheck {
        std::optional<Hit> (*check)(const Examined& entry);
        const Rule* rule;
        std::uint32_t needs; ///< a Trait, or 0
        std::uint32_t group; ///< one bit for each exclusive group; 0: none
    };

    std::vector<EntryCheck> all_;
};

/// Turns the hits of one entry into findings and hands them on, the first as the primary one.
void add_findings(std::vector<RuleHit> hits, const std::string& path, const Examined& entry,
                  FindingSink& sink);

} // namespace permap::scanner
