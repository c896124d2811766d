// SPDX-License-Identifier: Apache-2.0
// Facts: what is on disk about one inode. DiskState is the part that carries ownership: what the
// models read and write, what a conversion compares and what undo puts back. Plain data.
#pragma once

#include "base/stat.hpp"
#include "codec/attribute_name.hpp"
#include "codec/ids.hpp"
#include "codec/kind.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace permap::codec {

inline constexpr std::string_view kAclAccess = "system.posix_acl_access";
inline constexpr std::string_view kAclDefault = "system.posix_acl_default";
inline constexpr std::string_view kCapability = "security.capability";

struct Attribute {
    AttributeName name;
    std::string value; ///< raw bytes

    bool operator==(const Attribute&) const = default;
};

/// Extended attributes, kept in the order of their names so that equal sets compare equal.
class Attributes {
public:
    [[nodiscard]] const std::string* find(std::string_view name) const;
    void set(AttributeName name, std::string value);
    void erase(std::string_view name);

    [[nodiscard]] bool empty() const { return all_.empty(); }
    [[nodiscard]] auto begin() const { return all_.begin(); }
    [[nodiscard]] auto end() const { return all_.end(); }
    [[nodiscard]] std::size_t size() const { return all_.size(); }

    bool operator==(const Attributes&) const = default;

private:
    std::vector<Attribute> all_;
};

inline constexpr std::uint32_t kImmutable = 1;  ///< chattr +i
inline constexpr std::uint32_t kAppendOnly = 2; ///< chattr +a

struct DiskState {
    Kind kind = Kind::file;
    std::uint32_t mode = 0; ///< 07777 only
    HostUid uid;
    HostGid gid;
    std::uint64_t rdev = 0; ///< devices only, glibc makedev() layout
    /// kImmutable and kAppendOnly: while one is set the kernel refuses every other change. Of files
    /// and directories only.
    std::uint32_t flags = 0;
    /// The attributes that carry ownership (`is_ownership_attribute`), no others.
    Attributes attributes;
    /// The text of a symbolic link, or the bytes of a regular file that is a stand-in for the
    /// guest. Always empty for what the guest uses as a regular file: its data is not ours.
    std::string content;

    bool operator==(const DiskState&) const = default;
};

/// What recognises an inode again: its number is reused after a removal, its birth time is not.
/// Device numbers are left out on purpose: they change with a remount.
struct Identity {
    std::uint64_t inode = 0;
    base::Timestamp birth; ///< zero where the file system keeps none

    auto operator<=>(const Identity&) const = default;
};

/// About the files in which a model keeps metadata beside the objects, besides their contents.
struct MetadataFacts {
    /// Links of the entry's metadata file; 0: it has none.
    std::uint32_t nlink = 0;
    std::uint64_t inode = 0; ///< of that file
    base::Timestamp mtime;   ///< of that file
    /// Something that is no regular file, or far too long, stands where it would be.
    bool is_foreign = false;
    /// Of a directory: entries, but no directory for their metadata.
    bool is_incomplete = false;
    /// Of a directory: names among its entries' metadata that belong to no entry, or are foreign.
    std::vector<std::string> orphans;
};

struct Facts {
    DiskState state;
    Identity identity;
    std::uint64_t device = 0; ///< st_dev, valid in this process only
    std::uint64_t size = 0;   ///< bytes
    std::uint32_t nlink = 0;
    base::Timestamp atime;
    base::Timestamp mtime;
    std::uint64_t attributes = 0; ///< STATX_ATTR_* bits
    /// Names of the attributes that carry no ownership; their values were not read.
    std::vector<std::string> other_attributes;
    MetadataFacts metadata = {}; ///< read only where a model keeps metadata files
};

/// The facts that statx alone gives; attributes and content still empty.
[[nodiscard]] Facts facts_from(const base::Stat& stat);
/// The same into facts that are new: whole trees are read, and moving one costs what reading does.
void set_stat(Facts& facts, const base::Stat& stat);

} // namespace permap::codec
