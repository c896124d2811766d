// SPDX-License-Identifier: Apache-2.0
// ManifestEntry: what a snapshot says of one name, in the host's or the guest's view. Plain data.
// Manifests of other programs know less: `known` says which fields to compare.
#pragma once

#include "base/bytes.hpp"
#include "codec/facts.hpp"
#include "codec/guest_view.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace permap::codec {

/// The fields of an entry besides its path, as bits.
enum class ManifestField : std::uint32_t {
    kind = 1U << 0U,
    mode = 1U << 1U,
    uid = 1U << 2U,
    gid = 1U << 3U,
    rdev = 1U << 4U,
    link = 1U << 5U,
    nlink = 1U << 6U,
    acls = 1U << 7U, ///< both of them
    capability = 1U << 8U,
    inode = 1U << 9U,
    /// Nothing by itself: the mode is as stat(2) has it, with the mask of an ACL for the group.
    stat_mode = 1U << 10U,
};

/// A set of fields.
class ManifestFields {
public:
    constexpr ManifestFields() = default;
    constexpr ManifestFields(std::initializer_list<ManifestField> fields) {
        for (const ManifestField field : fields) {
            add(field);
        }
    }

    constexpr void add(ManifestField field) { bits_ |= static_cast<std::uint32_t>(field); }
    constexpr void remove(ManifestField field) { bits_ &= ~static_cast<std::uint32_t>(field); }
    [[nodiscard]] constexpr bool has(ManifestField field) const {
        return (bits_ & static_cast<std::uint32_t>(field)) != 0;
    }
    [[nodiscard]] constexpr ManifestFields operator&(ManifestFields other) const {
        ManifestFields both;
        both.bits_ = bits_ & other.bits_;
        return both;
    }
    [[nodiscard]] constexpr ManifestFields without(ManifestFields others) const {
        return from_bits(bits_ & ~others.bits_);
    }
    bool operator==(const ManifestFields&) const = default;

    [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
    [[nodiscard]] static constexpr ManifestFields from_bits(std::uint32_t bits) {
        ManifestFields fields;
        fields.bits_ = bits;
        return fields;
    }

private:
    std::uint32_t bits_ = 0;
};

struct ManifestEntry {
    std::string path; ///< relative to the root, raw bytes; "." for the root
    ManifestFields known;
    Kind kind = Kind::file;
    std::uint32_t mode = 0; ///< 07777 only
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t rdev = 0;  ///< devices only, glibc makedev() layout
    std::string link;        ///< symlinks only: the target, raw bytes
    std::uint32_t nlink = 0; ///< not of directories, where file systems differ
    std::string acl;         ///< the kernel's xattr form, or empty
    std::string acl_default; ///< likewise
    std::string capability;  ///< security.capability, or empty
    /// Recognises an entry that was renamed, in the same tree only; without a birth time the number
    /// may have been used again.
    Identity identity;
    bool is_optional = false; ///< of a baseline: it may be missing

    bool operator==(const ManifestEntry&) const = default;
};

/// The host's view: the inode's own.
[[nodiscard]] ManifestEntry manifest_of_host(std::string path, const Facts& facts);

/// The guest's view, decoded from the same facts.
[[nodiscard]] ManifestEntry manifest_of_guest(std::string path, const Facts& facts,
                                              const GuestView& view);

/// Compact bytes, and back; nothing where the bytes are damaged.
[[nodiscard]] std::string pack_entry(const ManifestEntry& entry);
[[nodiscard]] std::optional<ManifestEntry> unpack_entry(std::string_view bytes);

/// The same without the path. Unpacking keeps the path that `entry` has; the reader knows whether
/// the bytes were damaged.
void pack_fields(const ManifestEntry& entry, base::ByteWriter& bytes);
void unpack_fields(base::ByteReader& reader, ManifestEntry& entry);

} // namespace permap::codec
