// SPDX-License-Identifier: Apache-2.0
// HeldFindings: what an audit finds, held back in flat memory until it is known which entries are
// as a baseline has them. A finding about such an entry was there when the baseline was taken, if
// the baseline knows what the rule looks at.
#pragma once

#include "base/sorted_spool.hpp"
#include "scanner/finding.hpp"
#include "scanner/manifest_spool.hpp"

namespace permap::scanner {

class HeldFindings final : public FindingSink {
public:
    [[nodiscard]] static base::Result<HeldFindings> create();

    /// A finding of the audit. Any thread.
    void add(Finding finding) override;

    /// The entry is not as in the baseline, or not in it. Any thread.
    void note_drift(const std::string& path);

    /// Hands all on, by path, as unchanged or new. `was` is the baseline. After the last call of
    /// the others, from one thread.
    [[nodiscard]] base::Result<void> release(ManifestSpool& was, FindingSink& next);

private:
    HeldFindings(base::SortedSpool findings, base::SortedSpool drifted)
        : findings_(std::move(findings)), drifted_(std::move(drifted)) {}

    base::SortedSpool findings_; ///< by manifest_key of their paths
    base::SortedSpool drifted_;  ///< these keys alone
};

/// Passes findings of drift on and notes where they are.
class DriftNotes final : public FindingSink {
public:
    /// Both outlive it.
    DriftNotes(HeldFindings& notes, FindingSink& next) : notes_(notes), next_(next) {}

    void add(Finding finding) override {
        notes_.note_drift(finding.path);
        next_.add(std::move(finding));
    }

private:
    HeldFindings& notes_;
    FindingSink& next_;
};

} // namespace permap::scanner
