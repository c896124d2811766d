// SPDX-License-Identifier: Apache-2.0
// What a file system says of itself, as far as its limits and state go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace permap::base {

/// The longest text of a symbolic link, in bytes, on the file system that holds `fd`: 1023 on xfs
/// (XFS_SYMLINK_MAXLEN), one block without its NUL on ext2 to ext4, else PATH_MAX without its NUL.
[[nodiscard]] std::size_t longest_link(int fd);

/// Whether it keeps device numbers with more than 9 bits of major and 18 of minor; xfs has 32 bits
/// for both (fs/xfs/libxfs/xfs_inode_buf.c, sysv_encode_dev).
[[nodiscard]] bool holds_all_devices(int fd);

/// Bytes that all extended attributes of one inode share, entries and values; 0 where there is no
/// such limit. ext4: one block less header and end (fs/ext4/xattr.c); the room in the inode itself
/// is not counted, and what is large is in a block.
[[nodiscard]] std::size_t attribute_room(int fd);

/// What one attribute takes of that room.
[[nodiscard]] std::size_t attribute_size(std::string_view name, std::size_t value_size);

/// Whether an inode's birth time stays when it is changed: not on an overlay, where a change may
/// copy the file up.
[[nodiscard]] bool keeps_birth_times(int fd);

/// What tells the inode and its file system from all others, also after a remount, where inodes
/// have no birth time. ext2 to ext4: f_fsid, made of the UUID, and the handle, with the generation
/// of the inode; NFS: the handle, by which the server finds it. Empty elsewhere: nothing there
/// outlives a mount (f_fsid is a device number; handles of FUSE are made while it runs).
[[nodiscard]] std::string lasting_name(int fd);

/// What is free for new objects. Where it cannot say, everything.
struct FreeSpace {
    std::uint64_t inodes = UINT64_MAX;
    std::uint64_t bytes = UINT64_MAX;
};
[[nodiscard]] FreeSpace free_space(int fd);

/// Whether it is mounted read-only. Where it cannot say, it is not.
[[nodiscard]] bool is_read_only(int fd);

} // namespace permap::base
