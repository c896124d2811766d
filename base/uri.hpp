// SPDX-License-Identifier: Apache-2.0
// File names in URIs (RFC 3986).
#pragma once

#include <string>
#include <string_view>

namespace permap::base {

/// The bytes with all but letters, digits, `-._~` and `/` as %XX: a path of a URI, or a relative
/// reference. Bytes that are not UTF-8 are encoded like any other, so the name can be had back.
[[nodiscard]] std::string percent_encode(std::string_view path);

} // namespace permap::base
