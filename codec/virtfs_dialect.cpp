// SPDX-License-Identifier: Apache-2.0
#include "codec/virtfs_dialect.hpp"

#include "codec/kind.hpp"
#include "codec/little_endian.hpp"
#include "codec/virtfs_names.hpp"

#include <algorithm>
#include <array>

#include <sys/sysmacros.h>

namespace permap::codec {
namespace {

/// What is as wide everywhere, but not in the same order of bytes.
constexpr std::array<std::string_view, 4> kNumbers = {kVirtfsUid, kVirtfsGid, kVirtfsMode,
                                                      kVirtfsRdev};

/// mode_t has 16 bits on both systems; the rdev tells them apart, and where there is none, nothing
/// else differs.
bool has_short_mode(const std::string& mode) {
    return mode.size() == 2 && kind_of(get_le16(mode)).has_value();
}

bool has_reversed_mode(const std::string& mode) {
    const std::string reversed(mode.rbegin(), mode.rend());
    return mode.size() == 4 && !kind_of(get_le32(mode)) && kind_of(get_le32(reversed));
}

/// Darwin, sys/types.h: 8 bits of major, 24 of minor, in 32.
std::uint64_t from_darwin(std::uint32_t rdev) {
    return makedev(rdev >> 24U, rdev & 0xffffffU);
}

/// FreeBSD, sys/types.h: major and minor have 32 bits each, in pieces.
std::uint64_t from_freebsd(std::uint64_t rdev) {
    const std::uint64_t major_number = ((rdev >> 32U) & 0xffffff00U) | ((rdev >> 8U) & 0xffU);
    const std::uint64_t minor_number = ((rdev >> 24U) & 0xff00U) | (rdev & 0xffff00ffU);
    return makedev(static_cast<unsigned>(major_number), static_cast<unsigned>(minor_number));
}

void widen(Attributes& attributes, const std::string& mode) {
    attributes.set(kVirtfsMode, put_le32(get_le16(mode)));
    const std::string* const rdev = attributes.find(kVirtfsRdev);
    if (rdev != nullptr && rdev->size() == 4) {
        attributes.set(kVirtfsRdev, put_le64(from_darwin(get_le32(*rdev))));
    } else if (rdev != nullptr && rdev->size() == 8) {
        attributes.set(kVirtfsRdev, put_le64(from_freebsd(get_le64(*rdev))));
    }
}

void reverse_all(Attributes& attributes) {
    for (const std::string_view name : kNumbers) {
        if (const std::string* const value = attributes.find(name)) {
            attributes.set(name, std::string(value->rbegin(), value->rend()));
        }
    }
}

} // namespace

std::optional<Attributes> to_linux_dialect(const Attributes& attributes) {
    const std::string* const found = attributes.find(kVirtfsMode);
    if (found == nullptr) {
        return std::nullopt;
    }
    const std::string mode = *found;
    const bool is_short = has_short_mode(mode);
    if (!is_short && !has_reversed_mode(mode)) {
        return std::nullopt;
    }
    Attributes translated = attributes;
    if (is_short) {
        widen(translated, mode);
    } else {
        reverse_all(translated);
    }
    return translated;
}

std::optional<std::string> without_final_nul(const std::string& content) {
    const bool has_one = content.size() > 1 && content.back() == '\0';
    return has_one ? std::optional(content.substr(0, content.size() - 1)) : std::nullopt;
}

} // namespace permap::codec
