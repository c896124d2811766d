// SPDX-License-Identifier: Apache-2.0
// The keywords of mtree(5) that are read. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace permap::scanner {

/// What is read of a line; "all" is for /unset. Whoever writes the file does not make the list of a
/// line's keywords long. By their names.
enum class MtreeKeyword : std::uint8_t {
    all,
    device,
    gid,
    gname,
    inode,
    link,
    mode,
    nlink,
    optional,
    type,
    uid,
    uname,
};

[[nodiscard]] std::string_view to_text(MtreeKeyword keyword);

[[nodiscard]] std::optional<MtreeKeyword> parse_mtree_keyword(std::string_view name);

/// uname or gname.
[[nodiscard]] bool is_owner_name(MtreeKeyword keyword);

/// What the keyword is about: a number and a name of an owner are about the same.
[[nodiscard]] MtreeKeyword about(MtreeKeyword keyword);

} // namespace permap::scanner
