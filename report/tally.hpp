// SPDX-License-Identifier: Apache-2.0
// Tally: counts findings and problems on their way to a reporter, for summary and exit status.
#pragma once

#include "report/records.hpp"
#include "scanner/finding.hpp"

#include <mutex>

namespace permap::report {

/// Own synchronisation; `next` outlives it.
class Tally final : public scanner::FindingSink {
public:
    explicit Tally(scanner::FindingSink& next) : next_(next) {}

    void add(scanner::Finding finding) override;

    [[nodiscard]] FindingCounts counts() const;

private:
    void count(const scanner::Finding& finding);

    scanner::FindingSink& next_;
    mutable std::mutex mutex_;
    FindingCounts counts_; ///< guarded by mutex_
};

/// How many make the command fail.
[[nodiscard]] std::uint64_t failing(const FindingCounts& counts, const FailOn& fail_on);

} // namespace permap::report
