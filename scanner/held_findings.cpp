// SPDX-License-Identifier: Apache-2.0
#include "scanner/held_findings.hpp"

#include "codec/manifest_order.hpp"
#include "scanner/finding_bytes.hpp"

namespace permap::scanner {

base::Result<HeldFindings> HeldFindings::create() {
    PERMAP_TRY_ASSIGN(base::SortedSpool findings, base::SortedSpool::create());
    PERMAP_TRY_ASSIGN(base::SortedSpool drifted, base::SortedSpool::create());
    return HeldFindings(std::move(findings), std::move(drifted));
}

void HeldFindings::add(Finding finding) {
    findings_.add(codec::manifest_key(finding.path), pack_finding(finding));
}

void HeldFindings::note_drift(const std::string& path) {
    drifted_.add(codec::manifest_key(path), "");
}

base::Result<void> HeldFindings::release(FindingSink& next) {
    using MaybeRow = std::optional<base::SortedSpool::Row>;
    PERMAP_TRY_ASSIGN(MaybeRow drifted, drifted_.next());
    for (;;) {
        PERMAP_TRY_ASSIGN(const MaybeRow row, findings_.next());
        if (!row) {
            return {};
        }
        while (drifted && drifted->key < row->key) {
            PERMAP_TRY_ASSIGN(drifted, drifted_.next());
        }
        std::optional<Finding> finding = unpack_finding(row->value);
        if (!finding) {
            return base::fail_because("a finding in a temporary file is damaged");
        }
        const bool has_drifted = drifted && drifted->key == row->key;
        finding->baseline_state = has_drifted ? BaselineState::is_new : BaselineState::unchanged;
        next.add(std::move(*finding));
    }
}

} // namespace permap::scanner
