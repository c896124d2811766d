// SPDX-License-Identifier: Apache-2.0
// The order of a manifest: a directory's entries by name, right after them those of its first
// sub-directory; the root first. Pure.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace permap::codec {

/// Bytes that stand for the place of a path in that order, to be compared as they are.
[[nodiscard]] std::string manifest_key(std::string_view path);

/// The beginning of the keys of all that is in a directory, for one order of both; empty: the root.
[[nodiscard]] std::string directory_key(std::string_view directory);

/// Where a path is; views into it.
struct Place {
    std::string_view directory; ///< empty: the root
    std::string_view name;      ///< empty: the root itself
};

[[nodiscard]] Place place_of(std::string_view path);

/// How the keys of two paths compare, without making them.
[[nodiscard]] std::strong_ordering compare_places(const Place& left, const Place& right);

} // namespace permap::codec
