// SPDX-License-Identifier: Apache-2.0
#include "scanner/policy/judge_entries.hpp"

#include "codec/manifest_order.hpp"
#include "scanner/policy/expectations.hpp"

#include <compare>

namespace permap::scanner {
namespace {

/// The entries of a baseline, asked for in their own order.
class Lookup {
public:
    explicit Lookup(ManifestSpool* spool) : spool_(spool) {}

    base::Result<void> begin() {
        if (spool_ != nullptr) {
            spool_->rewind();
            PERMAP_TRY_ASSIGN(next_, spool_->next());
        }
        return {};
    }

    /// The entry at this path; null where there is none.
    base::Result<const codec::ManifestEntry*> find(const std::string& path) {
        const codec::Place place = codec::place_of(path);
        while (next_ != nullptr &&
               std::is_lt(codec::compare_places(codec::place_of(next_->path), place))) {
            PERMAP_TRY_ASSIGN(next_, spool_->next());
        }
        return next_ != nullptr && next_->path == path ? next_ : nullptr;
    }

private:
    ManifestSpool* spool_;
    const codec::ManifestEntry* next_ = nullptr;
};

} // namespace

base::Result<void> judge_entries(const Policy& policy, ManifestSpool* was, ManifestSpool& is,
                                 FindingSink& sink) {
    Lookup baseline(was);
    PERMAP_TRY(baseline.begin());
    is.rewind();
    for (;;) {
        PERMAP_TRY_ASSIGN(const codec::ManifestEntry* const entry, is.next());
        if (entry == nullptr) {
            return {};
        }
        PERMAP_TRY_ASSIGN(const codec::ManifestEntry* const before, baseline.find(entry->path));
        for (Finding& finding : check_expectations(policy, *entry, before, was != nullptr)) {
            sink.add(std::move(finding));
        }
    }
}

} // namespace permap::scanner
