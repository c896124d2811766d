// SPDX-License-Identifier: Apache-2.0
// Objects that change their inode: a symbolic link, device, fifo or socket and the regular file
// that stands in for it. The replacement is built complete under a temporary name in the same,
// closed directory; all are flushed with one syncfs; then names are exchanged and the object that
// came out is removed if it is the expected one.
#pragma once

#include "mapper/execute.hpp"
#include "mapper/record.hpp"

#include <string>

namespace permap::mapper {

/// The temporary name of an entry's replacement: the run's prefix and a number made of the name,
/// so that names of 255 bytes have one too.
[[nodiscard]] std::string temporary_name(const std::string& prefix, const std::string& name);

/// What a replacement must look like.
struct Blueprint {
    const codec::DiskState& state;
    base::Timestamp atime;
    base::Timestamp mtime;
};

/// Builds the replacement and returns its identity. Labels and trusted
/// attributes of `old_name` are copied.
[[nodiscard]] base::Result<codec::Identity> build(const Disk& disk, int dirfd,
                                                  const std::string& temporary,
                                                  const Blueprint& blueprint,
                                                  const std::string& old_name);

/// Whether an object at a temporary name is the replacement, whole or as far as a kill or a sudden
/// stop left it: the right kind, with the wanted content or less, of an owner that this run sets.
[[nodiscard]] bool is_leftover(const codec::DiskState& found, const codec::DiskState& wanted,
                               const codec::SetOwner& runner);

/// Exchanges the two names and removes what came out. False, with everything put back, when that
/// was not the inode `expected`.
[[nodiscard]] base::Result<bool> exchange(const Disk& disk, int dirfd, const std::string& temporary,
                                          const std::string& name, const codec::Identity& expected);

/// The facts at a name, with the bytes of a regular file as its content.
[[nodiscard]] base::Result<codec::Facts> read_object(const base::FsReader& reader, int dirfd,
                                                     const std::string& name);

} // namespace permap::mapper
