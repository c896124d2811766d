// SPDX-License-Identifier: Apache-2.0
// Judge: what a policy makes of findings on their way to the report. Some rules are off or of
// another severity, waivers cover some findings; at the end, which waivers ran out or cover
// nothing.
#pragma once

#include "codec/manifest_entry.hpp"
#include "scanner/excludes.hpp"
#include "scanner/policy/policy.hpp"

#include <atomic>
#include <vector>

namespace permap::scanner {

/// Own synchronisation.
class Judge final : public FindingSink {
public:
    /// Both outlive it. `today` decides which waivers still hold.
    Judge(const Policy& policy, std::chrono::year_month_day today, FindingSink& next);

    void add(Finding finding) override;

    /// After the last add, where all of the tree but the excluded was looked at: findings about the
    /// waivers themselves, at the root of the tree.
    void judge_waivers(const codec::ManifestEntry& root, const Excludes& excludes,
                       bool has_baseline);

private:
    [[nodiscard]] bool has_expired(const PolicyWaiver& waiver) const;
    void add_about(std::string_view rule, const PolicyWaiver& waiver,
                   const codec::ManifestEntry& root, bool has_baseline);

    const Policy& policy_;
    std::chrono::year_month_day today_;
    FindingSink& next_;
    std::vector<std::atomic<bool>> used_; ///< one for each waiver
};

} // namespace permap::scanner
