// SPDX-License-Identifier: Apache-2.0
// The mark of an unfinished run, as it looks on disk: an attribute of the root of the run, or where
// attributes are missing a line of the metadata file of that root. A hint for people; never
// trusted. Setting and removing it is the mapper's.
#pragma once

#include "codec/facts.hpp"

#include <string_view>

namespace permap::scanner {

inline constexpr const char* kTrustedMark = "trusted.permap.run"; ///< CAP_SYS_ADMIN sets, sees it
inline constexpr const char* kUserMark = "user.permap.run";
/// QEMU's file for the root of a mapped-file export (hw/9pfs/9p-local.c, VIRTFS_META_ROOT_FILE). It
/// passes over lines that it does not know.
inline constexpr const char* kMarkFile = ".virtfs_metadata_root";
inline constexpr std::string_view kMarkLine = "# permap.run "; ///< how the line of a mark begins
/// QEMU's own lines need less than 100 bytes; more of the file is not looked at.
inline constexpr std::size_t kLongestMarkFile = 4096;

/// Whether a directory bears a mark among its attributes.
[[nodiscard]] bool is_marked(const codec::Facts& facts);

/// Whether a file of this name may hold the line of a mark.
[[nodiscard]] bool may_hold_mark(std::string_view name);
[[nodiscard]] bool has_mark_line(std::string_view text);

} // namespace permap::scanner
