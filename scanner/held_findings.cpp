// SPDX-License-Identifier: Apache-2.0
#include "scanner/held_findings.hpp"

#include "codec/manifest_order.hpp"
#include "scanner/finding_bytes.hpp"
#include "scanner/manifest_lookup.hpp"
#include "scanner/rule.hpp"

namespace permap::scanner {
namespace {

using codec::ManifestField;

/// What the rule looks at, as far as manifests have a place for it.
codec::ManifestFields looked_at(const Finding& finding) {
    codec::ManifestFields fields = {ManifestField::kind, ManifestField::uid, ManifestField::gid};
    if (finding.kind != codec::Kind::symlink) { // some programs leave it out: it means nothing
        fields.add(ManifestField::mode);
    }
    if (codec::is_device(finding.kind)) {
        fields.add(ManifestField::rdev);
    }
    const std::string_view rule = finding.rule->id;
    if (rule == "acl-widens-access" || rule == "acl-default-leaks") {
        fields.add(ManifestField::acls);
    }
    if (rule == "file-capability") {
        fields.add(ManifestField::capability);
    }
    return fields;
}

} // namespace

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

base::Result<void> HeldFindings::release(ManifestSpool& was, FindingSink& next) {
    using MaybeRow = std::optional<base::SortedSpool::Row>;
    PERMAP_TRY_ASSIGN(MaybeRow row, findings_.next());
    if (!row) { // without an audit there is none, and beginning with `was` again sorts it again
        return {};
    }
    ManifestLookup baseline(&was);
    PERMAP_TRY(baseline.begin());
    PERMAP_TRY_ASSIGN(const codec::ManifestEntry* const root, baseline.find("."));
    // Of what moved along with its directory and is at another place in the baseline.
    codec::ManifestFields usual = root != nullptr ? root->known : codec::ManifestFields();
    usual.add(ManifestField::rdev);
    PERMAP_TRY_ASSIGN(MaybeRow drifted, drifted_.next());
    while (row) {
        while (drifted && drifted->key < row->key) {
            PERMAP_TRY_ASSIGN(drifted, drifted_.next());
        }
        std::optional<Finding> finding = unpack_finding(row->value);
        if (!finding) {
            return base::fail_because("a finding in a temporary file is damaged");
        }
        const bool has_drifted = drifted && drifted->key == row->key;
        PERMAP_TRY_ASSIGN(const codec::ManifestEntry* const before, baseline.find(finding->path));
        const codec::ManifestFields wanted = looked_at(*finding);
        const bool is_known = ((before != nullptr ? before->known : usual) & wanted) == wanted;
        finding->baseline_state =
            has_drifted || !is_known ? BaselineState::is_new : BaselineState::unchanged;
        next.add(std::move(*finding));
        PERMAP_TRY_ASSIGN(row, findings_.next());
    }
    return {};
}

} // namespace permap::scanner
