// SPDX-License-Identifier: Apache-2.0
// OwnerNames: the numbers behind uname and gname of mtree(5), each name looked up once.
#pragma once

#include "codec/manifest_entry.hpp"
#include "scanner/accounts.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace permap::scanner {

class OwnerNames {
public:
    /// Without functions to look them up, names say nothing.
    explicit OwnerNames(FindIds find) : find_(std::move(find)) {}

    /// The value of `uname` as a manifest writes it; the error says who is unknown.
    [[nodiscard]] base::Result<void> set_user(std::string_view value, codec::ManifestEntry& entry);
    /// Likewise of `gname`.
    [[nodiscard]] base::Result<void> set_group(std::string_view value, codec::ManifestEntry& entry);

    /// Whether any was looked up.
    [[nodiscard]] bool are_used() const { return !users_.empty() || !groups_.empty(); }

private:
    using Known = std::map<std::string, std::uint32_t, std::less<>>;

    [[nodiscard]] static base::Result<std::uint32_t>
    id_of(std::string_view value, const FindId& find, const char* kind, Known& known);

    FindIds find_;
    Known users_; ///< by the value as it is written
    Known groups_;
};

} // namespace permap::scanner
