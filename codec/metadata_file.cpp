// SPDX-License-Identifier: Apache-2.0
#include "codec/metadata_file.hpp"

#include "codec/number_scanner.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <ranges>

#include <fmt/format.h>

namespace permap::codec {
namespace {

/// fgets(3) with the server's buffer of 100 bytes: a longer line goes on as a new one.
constexpr std::size_t kLongestChunk = 99;

/// atoi(3) with a 64-bit long: strtol(3), which saturates, cut to an int. No digits: 0.
std::int32_t to_int(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(kSpaces), text.size()));
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    std::uint64_t magnitude = 0;
    constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
    for (const char digit : text) {
        if (digit < '0' || digit > '9') {
            break;
        }
        const auto value = static_cast<std::uint64_t>(digit - '0');
        const bool is_too_large = magnitude > (kLargest - value) / 10;
        magnitude = is_too_large ? kLargest + (is_negative ? 1U : 0U) : magnitude * 10 + value;
        if (is_too_large) {
            break;
        }
    }
    const std::uint64_t number = is_negative ? 0 - magnitude : magnitude;
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(number));
}

/// What atoi sees behind `key`: the byte after it is skipped unseen, whatever it is.
std::optional<std::int32_t> value_of(std::string_view line, std::string_view key) {
    if (!line.starts_with(key)) {
        return std::nullopt;
    }
    line.remove_prefix(std::min(key.size() + 1, line.size()));
    return to_int(line);
}

/// One chunk as C's string functions see it: up to its first NUL.
void read_line(std::string_view chunk, MetadataFields& fields) {
    const std::string_view line = chunk.substr(0, chunk.find('\0'));
    if (const auto uid = value_of(line, "virtfs.uid")) {
        fields.uid = static_cast<std::uint32_t>(*uid);
    } else if (const auto gid = value_of(line, "virtfs.gid")) {
        fields.gid = static_cast<std::uint32_t>(*gid);
    } else if (const auto mode = value_of(line, "virtfs.mode")) {
        fields.mode = static_cast<std::uint32_t>(*mode);
    } else if (const auto rdev = value_of(line, "virtfs.rdev")) {
        fields.rdev = static_cast<std::uint64_t>(std::int64_t{*rdev});
    }
}

/// %d of the low 32 bits, whatever the field's own width; -1 means "not there" to the server.
void add_line(std::string& text, std::string_view key, std::optional<std::uint64_t> value) {
    const auto number = static_cast<std::int32_t>(static_cast<std::uint32_t>(value.value_or(~0U)));
    if (number != -1) {
        text += fmt::format("{}={}\n", key, number);
    }
}

/// A number and the byte that must follow it; the rest stays in `text`.
std::optional<std::uint32_t> take_number(std::string_view& text, int base, char end) {
    std::uint32_t number = 0;
    const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc() || at == text.data() + text.size() || *at != end) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(at - text.data()) + 1);
    return number;
}

} // namespace

bool is_beside(std::string_view attribute) {
    return attribute == kMetadataFile || attribute == kMetadataDirectory;
}

bool is_reserved_name(std::string_view name) {
    return name == kMetadataDirectoryName || name == kMetadataRootFileName;
}

std::string pack(const MetadataObject& object) {
    return fmt::format("{:o} {}:{}\n{}", object.mode, object.uid.value, object.gid.value,
                       object.text);
}

std::optional<MetadataObject> unpack(std::string_view value) {
    const std::optional<std::uint32_t> mode = take_number(value, 8, ' ');
    const std::optional<std::uint32_t> uid = take_number(value, 10, ':');
    const std::optional<std::uint32_t> gid = take_number(value, 10, '\n');
    if (!mode || !uid || !gid) {
        return std::nullopt;
    }
    return MetadataObject{
        .mode = *mode, .uid = HostUid{*uid}, .gid = HostGid{*gid}, .text = std::string(value)};
}

DiskState inode_part(DiskState state) {
    state.attributes.erase(kMetadataFile);
    state.attributes.erase(kMetadataDirectory);
    return state;
}

bool has_same_inode_part(const DiskState& left, const DiskState& right) {
    const auto is_inside = [](const Attribute& attribute) { return !is_beside(attribute.name); };
    return left.kind == right.kind && left.mode == right.mode && left.uid == right.uid &&
           left.gid == right.gid && left.rdev == right.rdev && left.flags == right.flags &&
           left.content == right.content &&
           std::ranges::equal(std::views::filter(left.attributes, is_inside),
                              std::views::filter(right.attributes, is_inside));
}

std::optional<MetadataObject> find_beside(const DiskState& state, std::string_view attribute) {
    const std::string* const value = state.attributes.find(attribute);
    return value == nullptr ? std::nullopt : unpack(*value);
}

MetadataFields parse_metadata(std::string_view text) {
    MetadataFields fields;
    while (!text.empty()) {
        const std::size_t newline = text.find('\n');
        const std::size_t line = newline == std::string_view::npos ? text.size() : newline + 1;
        const std::size_t size = std::min(line, kLongestChunk);
        read_line(text.substr(0, size), fields);
        text.remove_prefix(size);
    }
    return fields;
}

std::string metadata_text(const MetadataFields& fields) {
    std::string text;
    add_line(text, "virtfs.uid", fields.uid);
    add_line(text, "virtfs.gid", fields.gid);
    add_line(text, "virtfs.mode", fields.mode);
    add_line(text, "virtfs.rdev", fields.rdev);
    return text;
}

} // namespace permap::codec
