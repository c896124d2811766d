// SPDX-License-Identifier: Apache-2.0
#include "codec/kind.hpp"

#include <array>

#include <sys/stat.h>

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

bool is_special(Kind kind) {
    return is_device(kind) || kind == Kind::fifo || kind == Kind::socket;
}

bool is_device(Kind kind) {
    return kind == Kind::char_device || kind == Kind::block_device;
}

} // namespace permap::codec
