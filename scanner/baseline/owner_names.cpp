// SPDX-License-Identifier: Apache-2.0
#include "scanner/baseline/owner_names.hpp"

#include "base/quote.hpp"
#include "scanner/baseline/mtree_parser.hpp"

#include <fmt/format.h>

namespace permap::scanner {

base::Result<std::uint32_t> OwnerNames::id_of(std::string_view value, const FindId& find,
                                              const char* kind, Known& known) {
    const auto at = known.find(value);
    if (at != known.end()) {
        return at->second;
    }
    const base::Result<std::uint32_t> id = find(unvis(value).value_or(std::string(value)));
    if (!id) {
        return base::fail_because(
            fmt::format("no such {} here: {}: --host-files, or of the guest's view --guest-passwd "
                        "and --guest-group, say who there is",
                        kind, base::quote_short(value)));
    }
    return known.emplace(value, *id).first->second;
}

base::Result<void> OwnerNames::set_user(std::string_view value, codec::ManifestEntry& entry) {
    if (find_.user) {
        PERMAP_TRY_ASSIGN(entry.uid, id_of(value, find_.user, "user", users_));
        entry.known.add(codec::ManifestField::uid);
    }
    return {};
}

base::Result<void> OwnerNames::set_group(std::string_view value, codec::ManifestEntry& entry) {
    if (find_.group) {
        PERMAP_TRY_ASSIGN(entry.gid, id_of(value, find_.group, "group", groups_));
        entry.known.add(codec::ManifestField::gid);
    }
    return {};
}

} // namespace permap::scanner
