// SPDX-License-Identifier: Apache-2.0
// What is stored about an object, value by value, in words: for people who look at one object.
#pragma once

#include "codec/facts.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace permap::codec {

struct StoredValue {
    std::string_view model; ///< whose metadata it is; empty for the host's own ACLs, capability
    std::string name;       ///< of the attribute
    std::string value;      ///< its bytes, as they are
    std::string meaning;    ///< "uid 1000", "a malformed ACL: ..."
};

/// All attributes that carry ownership, those of any model, in the order in which they are kept.
[[nodiscard]] std::vector<StoredValue> describe_stored(const Facts& facts);

} // namespace permap::codec
