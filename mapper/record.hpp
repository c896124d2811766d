// SPDX-License-Identifier: Apache-2.0
// Record: what the run file keeps about one entry: how to recognise it, its old state and the
// wanted one. Together with the directory it stands in, it is all that apply and undo need.
#pragma once

#include "base/result.hpp"
#include "codec/facts.hpp"

#include <span>
#include <string>
#include <vector>

namespace permap::mapper {

struct Record {
    std::string name; ///< one component; "." for the root
    codec::Identity identity;
    codec::DiskState old_state;
    codec::DiskState wanted; ///< equal to old_state where nothing is to do
    base::Timestamp atime;   ///< of the old inode
    base::Timestamp mtime;
    std::uint64_t metadata_inode = 0; ///< of the metadata file it had; 0: none
    std::uint64_t directory_id = 0; ///< of the directory that this entry is; 0: not descended into
    /// Of a directory: metadata files that belong to none of its entries, left where they are.
    std::vector<std::string> orphans = {};
    /// More names than one: handled with all its names at once.
    bool is_linked = false;
    /// Excluded, a mount point, or refused with leave: known by name, never touched.
    bool is_left_alone = false;
    /// How many names of the inode the run knows; not in the row, but set where a group is read.
    std::uint64_t known_names = 1;
};

/// The bytes of a row of the run file.
[[nodiscard]] std::string serialize(std::span<const Record> records);

/// The records of a row; an error for damaged bytes.
[[nodiscard]] base::Result<std::vector<Record>> parse_records(std::string_view bytes);

} // namespace permap::mapper
