// SPDX-License-Identifier: Apache-2.0
// Decoding of directory records as getdents64 returns them (linux_dirent64). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace permap::scanner {

struct Listed {
    std::uint64_t inode;
    std::string_view name; ///< NUL-terminated in the buffer it points into
};

/// Calls `use(const Listed&)` for each record except "." and "..".
template <typename Use>
void for_each_listed(std::span<const char> records, Use use);

/// The first record of `records`, which shrinks by it.
[[nodiscard]] Listed take_listed(std::span<const char>& records);

template <typename Use>
void for_each_listed(std::span<const char> records, Use use) {
    while (!records.empty()) {
        const Listed listed = take_listed(records);
        if (listed.name != "." && listed.name != "..") {
            use(listed);
        }
    }
}

} // namespace permap::scanner
