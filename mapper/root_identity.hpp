// SPDX-License-Identifier: Apache-2.0
// RootIdentity: which directory the root of a run is, whatever path and device number it has today.
#pragma once

#include "base/fs_reader.hpp"
#include "codec/facts.hpp"

#include <string>

namespace permap::mapper {

struct RootIdentity {
    codec::Identity inode;
    /// base::lasting_name, where the inode has no birth time: every file system has an inode 2.
    std::string volume = {};
};

[[nodiscard]] base::Result<RootIdentity> read_root_identity(const base::FsReader& reader, int fd);

/// Whether the root that was found is the one that was planned.
[[nodiscard]] bool is_same_root(const RootIdentity& planned, const RootIdentity& found);

/// A word for the names of files about it.
[[nodiscard]] std::string file_word(const RootIdentity& root);

} // namespace permap::mapper
