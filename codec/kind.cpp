// SPDX-License-Identifier: Apache-2.0
#include "codec/kind.hpp"

#include "base/numbers.hpp"

#include <array>

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace permap::codec {
namespace {

struct Row {
    Kind kind;
    std::uint32_t bits;
    const char* text;
};

constexpr std::array kRows = {
    Row{Kind::file, S_IFREG, "file"},          Row{Kind::directory, S_IFDIR, "directory"},
    Row{Kind::symlink, S_IFLNK, "symlink"},    Row{Kind::char_device, S_IFCHR, "char"},
    Row{Kind::block_device, S_IFBLK, "block"}, Row{Kind::fifo, S_IFIFO, "fifo"},
    Row{Kind::socket, S_IFSOCK, "socket"},
};

const Row& row(Kind kind) {
    return kRows[static_cast<std::size_t>(kind)];
}

} // namespace

std::optional<Kind> kind_of(std::uint32_t full_mode) {
    for (const Row& candidate : kRows) {
        if ((full_mode & S_IFMT) == candidate.bits) {
            return candidate.kind;
        }
    }
    return std::nullopt;
}

std::uint32_t type_bits(Kind kind) {
    return row(kind).bits;
}

const char* to_text(Kind kind) {
    return row(kind).text;
}

std::optional<Kind> parse_kind(std::string_view word) {
    for (const Row& candidate : kRows) {
        if (candidate.text == word) {
            return candidate.kind;
        }
    }
    return std::nullopt;
}

std::string describe_mode(std::uint32_t full_mode) {
    const std::optional<Kind> kind = kind_of(full_mode);
    return kind ? fmt::format("{}, mode {}", to_text(*kind),
                              base::mode_text(full_mode & kPermissionBits))
                : fmt::format("a type that does not exist: {:o}", full_mode);
}

std::string device_text(std::uint64_t rdev) {
    return fmt::format("{}:{}", major(rdev), minor(rdev));
}

bool is_special(Kind kind) {
    return is_device(kind) || kind == Kind::fifo || kind == Kind::socket;
}

bool is_device(Kind kind) {
    return kind == Kind::char_device || kind == Kind::block_device;
}

bool can_stand_for(Kind host, Kind guest) {
    return host == guest || (host == Kind::file && guest != Kind::directory);
}

} // namespace permap::codec
