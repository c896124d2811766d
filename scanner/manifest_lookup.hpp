// SPDX-License-Identifier: Apache-2.0
// ManifestLookup: the entries of a manifest by path, for who asks in the order of manifests.
#pragma once

#include "scanner/manifest_spool.hpp"

#include <string>

namespace permap::scanner {

class ManifestLookup {
public:
    /// Outlives it. Null: there is no entry at all.
    explicit ManifestLookup(ManifestSpool* spool) : spool_(spool) {}

    /// Before the first `find`.
    [[nodiscard]] base::Result<void> begin();

    /// The entry at this path, until the next call; null where there is none. No path may come
    /// before one that was asked for.
    [[nodiscard]] base::Result<const codec::ManifestEntry*> find(const std::string& path);

private:
    ManifestSpool* spool_;
    const codec::ManifestEntry* next_ = nullptr;
};

} // namespace permap::scanner
