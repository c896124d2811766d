// SPDX-License-Identifier: Apache-2.0
// Pinning an inode and carrying out the steps of a change on it. Everything acts on descriptors:
// what was examined is what is changed, whatever happens to its name meanwhile.
#pragma once

#include "base/fs_reader.hpp"
#include "base/fs_writer.hpp"
#include "codec/change.hpp"
#include "codec/facts.hpp"

namespace permap::mapper {

/// The two halves of the system-call layer, for code that changes a tree.
struct Disk {
    const base::FsReader& reader;
    const base::FsWriter& writer;
};

/// An inode that is held by a descriptor, with its facts read from that descriptor.
struct Pinned {
    base::Fd fd;
    codec::Facts facts;
    std::uint32_t found_mode = 0; ///< the mode before it was made readable
};

/// Pins a regular file or directory for reading and f* calls. A file that its owner made
/// unreadable even for himself is given u+rw first, if it is the inode of `expected`.
[[nodiscard]] base::Result<Pinned> pin(const Disk& disk, int dirfd, const char* name,
                                       const codec::Identity& expected);

/// For one that is left alone after all.
void put_mode_back(const Disk& disk, const Pinned& pinned);

/// Pins anything else without opening it; the facts hold the text of a link.
[[nodiscard]] base::Result<Pinned> pin_unopened(const Disk& disk, int dirfd, const char* name);

/// Sets or clears kImmutable and kAppendOnly of the inode.
[[nodiscard]] base::Result<void> set_flags(const base::FsWriter& writer, int fd,
                                           std::uint32_t flags);
struct EntryPlace;

/// Performs the steps in order; none of them may be Replace. On failure owner, ACL and mode of
/// `before` are put back, so that nobody is shown a half-made view. `place` is where the entry is,
/// for what lies beside it.
[[nodiscard]] base::Result<void> execute(const Disk& disk, int fd, const codec::Change& change,
                                         const codec::DiskState& before,
                                         const EntryPlace* place = nullptr);

} // namespace permap::mapper
