// SPDX-License-Identifier: Apache-2.0
#include "scanner/manifest_lookup.hpp"

#include "codec/manifest_order.hpp"

#include <compare>

namespace permap::scanner {

base::Result<void> ManifestLookup::begin() {
    if (spool_ != nullptr) {
        spool_->rewind();
        PERMAP_TRY_ASSIGN(next_, spool_->next());
    }
    return {};
}

base::Result<const codec::ManifestEntry*> ManifestLookup::find(const std::string& path) {
    const codec::Place place = codec::place_of(path);
    while (next_ != nullptr &&
           std::is_lt(codec::compare_places(codec::place_of(next_->path), place))) {
        PERMAP_TRY_ASSIGN(next_, spool_->next());
    }
    return next_ != nullptr && next_->path == path ? next_ : nullptr;
}

} // namespace permap::scanner
