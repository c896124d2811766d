// SPDX-License-Identifier: Apache-2.0
#include "codec/posix_acl.hpp"

#include "base/quote.hpp"
#include "codec/ids.hpp"
#include "codec/little_endian.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace permap::codec {
namespace {

constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kHeaderSize = 4;
constexpr std::size_t kEntrySize = 8;

bool is_named(AclTag tag) {
    return tag == AclTag::user || tag == AclTag::group;
}

std::string_view word_of(AclTag tag) {
    switch (tag) {
    case AclTag::user_obj:
    case AclTag::user:
        return "user";
    case AclTag::group_obj:
    case AclTag::group:
        return "group";
    case AclTag::mask:
        return "mask";
    case AclTag::other:
        break;
    }
    return "other";
}

/// The order of tags is the order of their values, and only named ones repeat; every ACL has an
/// owner, a group and others; named entries need a mask (fs/posix_acl.c:posix_acl_valid).
bool is_valid(const Acl& acl) {
    const auto count = [&](AclTag tag) { return std::ranges::count(acl, tag, &AclEntry::tag); };
    const bool has_named = count(AclTag::user) + count(AclTag::group) > 0;
    return std::ranges::is_sorted(acl, {}, &AclEntry::tag) && count(AclTag::user_obj) == 1 &&
           count(AclTag::group_obj) == 1 && count(AclTag::other) == 1 && count(AclTag::mask) <= 1 &&
           (!has_named || count(AclTag::mask) == 1);
}

std::optional<AclEntry> parse_entry(std::string_view bytes) {
    const auto tag = static_cast<AclTag>(get_le16(bytes));
    const std::uint16_t permissions = get_le16(bytes.substr(2));
    const std::uint32_t id = get_le32(bytes.substr(4));
    switch (tag) {
    case AclTag::user:
    case AclTag::group:
        if (id == kNoId) {
            return std::nullopt;
        }
        break;
    case AclTag::user_obj:
    case AclTag::group_obj:
    case AclTag::mask:
    case AclTag::other:
        break;
    default:
        return std::nullopt;
    }
    if (permissions > 7) {
        return std::nullopt;
    }
    return AclEntry{tag, permissions, is_named(tag) ? id : kNoId};
}

/// The tag of `user:1000:`, `user::` and the like.
std::optional<AclTag> tag_of(std::string_view word, bool is_named) {
    for (const AclTag tag : {AclTag::user_obj, AclTag::user, AclTag::group_obj, AclTag::group,
                             AclTag::mask, AclTag::other}) {
        if (word_of(tag) == word && permap::codec::is_named(tag) == is_named) {
            return tag;
        }
    }
    return std::nullopt;
}

/// `user:1000:r--`, with all three letters.
std::optional<AclEntry> parse_entry_text(std::string_view text) {
    const std::size_t first = text.find(':');
    const std::size_t second = text.find(':', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos || text.size() != second + 4) {
        return std::nullopt;
    }
    const std::string_view id_text = text.substr(first + 1, second - first - 1);
    const std::optional<AclTag> tag = tag_of(text.substr(0, first), !id_text.empty());
    std::uint32_t id = kNoId;
    const char* const end = id_text.data() + id_text.size();
    const auto [stop, error] = std::from_chars(id_text.data(), end, id);
    if (!tag || (!id_text.empty() && (error != std::errc() || stop != end || id == kNoId))) {
        return std::nullopt;
    }
    unsigned permissions = 0;
    for (unsigned i = 0; i < 3; ++i) {
        const char letter = text[second + 1 + i];
        if (letter != "rwx"[i] && letter != '-') {
            return std::nullopt;
        }
        permissions |= letter == '-' ? 0U : 4U >> i;
    }
    return AclEntry{*tag, static_cast<std::uint16_t>(permissions), id};
}

std::uint32_t class_bits(const Acl& acl, AclTag tag) {
    return permissions_of(acl, tag).value_or(0);
}

/// The entry that the group bits of the mode stand for.
AclTag group_class(const Acl& acl) {
    const bool has_mask = std::ranges::find(acl, AclTag::mask, &AclEntry::tag) != acl.end();
    return has_mask ? AclTag::mask : AclTag::group_obj;
}

} // namespace

std::optional<Acl> parse_acl(std::string_view bytes) {
    if (bytes.size() < kHeaderSize || (bytes.size() - kHeaderSize) % kEntrySize != 0 ||
        get_le32(bytes) != kVersion) {
        return std::nullopt;
    }
    Acl acl;
    for (bytes.remove_prefix(kHeaderSize); !bytes.empty(); bytes.remove_prefix(kEntrySize)) {
        const std::optional<AclEntry> entry = parse_entry(bytes);
        if (!entry) {
            return std::nullopt;
        }
        acl.push_back(*entry);
    }
    return is_valid(acl) ? std::optional(std::move(acl)) : std::nullopt;
}

std::string serialize_acl(const Acl& acl) {
    std::string bytes = put_le32(kVersion);
    for (const AclEntry& entry : acl) {
        bytes += put_le16(static_cast<std::uint16_t>(entry.tag));
        bytes += put_le16(entry.permissions);
        bytes += put_le32(entry.id);
    }
    return bytes;
}

std::string to_text(const Acl& acl) {
    std::string text;
    for (const AclEntry& entry : acl) {
        text += fmt::format("{}{}:{}:{}{}{}", text.empty() ? "" : ",", word_of(entry.tag),
                            is_named(entry.tag) ? fmt::format("{}", entry.id) : "",
                            (entry.permissions & 4U) != 0 ? 'r' : '-',
                            (entry.permissions & 2U) != 0 ? 'w' : '-',
                            (entry.permissions & 1U) != 0 ? 'x' : '-');
    }
    return text;
}

std::string acl_text(std::string_view bytes) {
    const std::optional<Acl> acl = parse_acl(bytes);
    return acl ? to_text(*acl) : "0x" + base::hex(bytes);
}

std::optional<Acl> parse_acl_text(std::string_view text) {
    Acl acl;
    for (bool is_more = true; is_more;) {
        const std::size_t comma = text.find(',');
        const std::optional<AclEntry> entry = parse_entry_text(text.substr(0, comma));
        if (!entry) {
            return std::nullopt;
        }
        acl.push_back(*entry);
        is_more = comma != std::string_view::npos;
        text.remove_prefix(is_more ? comma + 1 : text.size());
    }
    return is_valid(acl) ? std::optional(std::move(acl)) : std::nullopt;
}

std::optional<std::uint32_t> permissions_of(const Acl& acl, AclTag tag) {
    const auto at = std::ranges::find(acl, tag, &AclEntry::tag);
    return at == acl.end() ? std::nullopt : std::optional<std::uint32_t>(at->permissions);
}

std::uint32_t permissions_of(const Acl& acl) {
    return (class_bits(acl, AclTag::user_obj) << 6U) | (class_bits(acl, group_class(acl)) << 3U) |
           class_bits(acl, AclTag::other);
}

Acl with_mode(Acl acl, std::uint32_t mode) {
    const AclTag group = group_class(acl);
    for (AclEntry& entry : acl) {
        if (entry.tag == AclTag::user_obj) {
            entry.permissions = static_cast<std::uint16_t>((mode >> 6U) & 7U);
        } else if (entry.tag == group) {
            entry.permissions = static_cast<std::uint16_t>((mode >> 3U) & 7U);
        } else if (entry.tag == AclTag::other) {
            entry.permissions = static_cast<std::uint16_t>(mode & 7U);
        }
    }
    return acl;
}

bool is_minimal(const Acl& acl) {
    return acl.size() == 3; // the three mandatory entries alone
}

} // namespace permap::codec
