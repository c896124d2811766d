// SPDX-License-Identifier: Apache-2.0
#include "codec/attribute_name.hpp"

#include "codec/facts.hpp"
#include "codec/metadata_file.hpp"
#include "codec/virtfs_names.hpp"

#include <algorithm>
#include <array>

namespace permap::codec {
namespace {

/// uid, gid, mode, rdev is the server's own order, and it keeps the attribute that spills out of a
/// 256-byte ext4 inode shareable between files.
constexpr std::array<std::string_view, 11> kKnown = {
    kVirtfsUid,       kVirtfsGid,        kVirtfsMode,   kVirtfsRdev,
    kVirtfsAclAccess, kVirtfsAclDefault, kMetadataFile, kMetadataDirectory,
    kAclAccess,       kAclDefault,       kCapability,
};

} // namespace

std::uint8_t AttributeName::known_number(std::string_view name) {
    const auto at = std::ranges::find(kKnown, name);
    return at == kKnown.end() ? 0 : static_cast<std::uint8_t>(at - kKnown.begin() + 1);
}

std::uint8_t AttributeName::count_known() {
    return kKnown.size();
}

std::string_view AttributeName::view() const {
    return number_ == 0 ? std::string_view(other_) : kKnown.at(number_ - 1U);
}

std::strong_ordering AttributeName::operator<=>(const AttributeName& right) const {
    const bool are_both_known = number_ != 0 && right.number_ != 0;
    if (are_both_known || number_ != right.number_) {
        // what has no number comes last: 0 - 1 is the largest
        return static_cast<std::uint8_t>(number_ - 1U) <=>
               static_cast<std::uint8_t>(right.number_ - 1U);
    }
    return other_ <=> right.other_;
}

} // namespace permap::codec
