// SPDX-License-Identifier: Apache-2.0
// Metadata files: what mapped-file keeps beside an inode instead of on it, as two attributes of its
// facts, so that decoding, encoding, comparing and undoing work on one kind of thing. Only the
// reader and the executor of steps know that these two live elsewhere. Pure.
#pragma once

#include "codec/facts.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace permap::codec {

// Where they live (QEMU hw/9pfs/9p-local.c, VIRTFS_META_DIR and VIRTFS_META_ROOT_FILE). The server
// hides both names in every directory.
inline constexpr std::string_view kMetadataDirectoryName = ".virtfs_metadata";
inline constexpr std::string_view kMetadataRootFileName = ".virtfs_metadata_root";

// Attributes whose names no file system gives: Linux wants a namespace ("user.") in front.

/// Of any entry: its metadata file. It belongs to the name, not to the inode.
inline constexpr std::string_view kMetadataFile = "/metadata file";
/// Of a directory: the directory in which its entries have theirs.
inline constexpr std::string_view kMetadataDirectory = "/metadata directory";

[[nodiscard]] bool is_beside(std::string_view attribute);
[[nodiscard]] bool is_reserved_name(std::string_view name);

inline constexpr std::uint32_t kMetadataFileMode = 0600;      ///< since QEMU 2.10
inline constexpr std::uint32_t kMetadataDirectoryMode = 0700; ///< less the umask there, none here

/// A metadata file of the server has four lines; more than this is nobody's metadata.
inline constexpr std::size_t kLongestMetadata = 65536;

/// The value of either attribute.
struct MetadataObject {
    std::uint32_t mode = kMetadataFileMode; ///< of the file or directory itself
    HostUid uid;
    HostGid gid;
    std::string text; ///< the bytes of the file; empty for a directory

    bool operator==(const MetadataObject&) const = default;
};

[[nodiscard]] std::string pack(const MetadataObject& object);
/// Nothing for bytes that `pack` does not make.
[[nodiscard]] std::optional<MetadataObject> unpack(std::string_view value);

/// The state without what lives beside the inode.
[[nodiscard]] DiskState inode_part(DiskState state);
/// Whether that part is the same of both; allocates nothing.
[[nodiscard]] bool has_same_inode_part(const DiskState& left, const DiskState& right);

/// The attribute's object in a state, if it is there.
[[nodiscard]] std::optional<MetadataObject> find_beside(const DiskState& state,
                                                        std::string_view attribute);

/// What the lines say, each by itself, exactly as the server reads them.
struct MetadataFields {
    std::optional<std::uint32_t> uid;
    std::optional<std::uint32_t> gid;
    std::optional<std::uint32_t> mode; ///< full st_mode, as stored
    std::optional<std::uint64_t> rdev; ///< sign-extended from an int
};
[[nodiscard]] MetadataFields parse_metadata(std::string_view text);

/// The lines as the server writes them; a field of -1 has none.
[[nodiscard]] std::string metadata_text(const MetadataFields& fields);

} // namespace permap::codec
