// SPDX-License-Identifier: Apache-2.0
// The format mtree: a snapshot in mtree(5), version 2 (whole paths), with the keywords that
// libarchive, NetBSD's and FreeBSD's mtree and gomtree share: type, mode, uid, gid, nlink, link,
// device, inode. It has no place for ACLs and capabilities; how many there were is said at the end.
#pragma once

#include "codec/manifest_entry.hpp"
#include "report/formats.hpp"

#include <string>

namespace permap::report {

[[nodiscard]] std::unique_ptr<Reporter> make_mtree(std::FILE* out, const Options& options);

/// One line with its newline.
[[nodiscard]] std::string mtree_line(const codec::ManifestEntry& entry);

} // namespace permap::report
