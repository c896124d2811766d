// SPDX-License-Identifier: Apache-2.0
#include "scanner/policy/judge_entries.hpp"

#include "scanner/manifest_lookup.hpp"
#include "scanner/policy/expectations.hpp"

namespace permap::scanner {

base::Result<std::vector<const Expectation*>>
judge_entries(const Policy& policy, ManifestSpool* was, ManifestSpool& is, FindingSink& sink) {
    std::vector<const Expectation*> without_entry;
    without_entry.reserve(policy.expectations.size());
    for (const Expectation& expected : policy.expectations) {
        without_entry.push_back(&expected);
    }
    ManifestLookup baseline(was);
    PERMAP_TRY(baseline.begin());
    is.rewind();
    for (;;) {
        PERMAP_TRY_ASSIGN(const codec::ManifestEntry* const entry, is.next());
        if (entry == nullptr) {
            return without_entry;
        }
        std::erase_if(without_entry, [&](const Expectation* one) { return is_for(*one, *entry); });
        PERMAP_TRY_ASSIGN(const codec::ManifestEntry* const before, baseline.find(entry->path));
        for (Finding& finding : check_expectations(policy, *entry, before, was != nullptr)) {
            sink.add(std::move(finding));
        }
    }
}

} // namespace permap::scanner
