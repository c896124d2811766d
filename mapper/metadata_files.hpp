// SPDX-License-Identifier: Apache-2.0
// Writing the files in which mapped-file keeps metadata. They are made under their own names while
// the directory around them is closed to everybody else, all of them before anything else changes,
// and are durable (one syncfs) by then: a half-made one is seen by nobody and made again.
#pragma once

#include "codec/metadata_file.hpp"
#include "mapper/execute.hpp"

#include <string>

namespace permap::mapper {

/// An entry by its directory and name; "." is the root of the tree.
struct EntryPlace {
    int dirfd = -1;
    const char* name = nullptr;
};

/// Metadata has the times of what it belongs to, so that a repeated run makes the same.
struct Times {
    base::Timestamp atime;
    base::Timestamp mtime;
};

/// Makes the entry's metadata file, whole, in place of one that is there. Makes the directory
/// for it where there is none.
[[nodiscard]] base::Result<void> write_metadata_file(const Disk& disk, const EntryPlace& place,
                                                     const codec::MetadataObject& object,
                                                     const Times& times);

/// Gives the entry the metadata file that `fd` (O_PATH) holds, as the server does for another name
/// of one inode.
[[nodiscard]] base::Result<void> link_metadata_file(const Disk& disk, const EntryPlace& place,
                                                    int fd, const codec::MetadataObject& object);

/// The metadata file that several names of an inode are to have; nothing until the first has it.
struct SharedMetadata {
    base::Fd fd;
    std::uint64_t inode = 0;
};

/// The entry's metadata file, pinned.
[[nodiscard]] base::Result<SharedMetadata> hold_metadata_file(const Disk& disk,
                                                              const EntryPlace& place);

/// Removes the entry's metadata file; absent is success.
[[nodiscard]] base::Result<void> remove_metadata_file(const Disk& disk, const EntryPlace& place);

/// Makes an open directory's metadata directory `runner`'s alone, as the directory is by now.
[[nodiscard]] base::Result<void> close_metadata_directory(const Disk& disk, int fd,
                                                          const codec::SetOwner& runner);

/// Gives an open directory's metadata directory its last owner and mode, or removes it: `target`
/// says which. One that still holds metadata of others stays as it was in `origin`.
[[nodiscard]] base::Result<void> settle_metadata_directory(const Disk& disk, int fd,
                                                           const codec::DiskState& origin,
                                                           const codec::DiskState& target,
                                                           const Times& times);

} // namespace permap::mapper
