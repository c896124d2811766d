// SPDX-License-Identifier: Apache-2.0
// Kind: the seven types of object a file system holds, and their S_IFMT bits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace permap::codec {

enum class Kind : std::uint8_t {
    file,
    directory,
    symlink,
    char_device,
    block_device,
    fifo,
    socket
};

inline constexpr std::uint32_t kPermissionBits = 07777;

/// The kind that the type bits of a full st_mode name; nothing for bits that name none.
[[nodiscard]] std::optional<Kind> kind_of(std::uint32_t full_mode);

/// The S_IFMT bits of a kind.
[[nodiscard]] std::uint32_t type_bits(Kind kind);

/// The word used in machine output: file, directory, symlink, char, block, fifo, socket.
[[nodiscard]] const char* to_text(Kind kind);
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view word);

/// `directory, mode 2775`, of a full st_mode; says so where its type bits name no kind.
[[nodiscard]] std::string describe_mode(std::uint32_t full_mode);

/// Devices, fifos and sockets: what mapped models keep as an empty regular file.
[[nodiscard]] bool is_special(Kind kind);

[[nodiscard]] bool is_device(Kind kind);

/// "8:1", of a number in glibc's makedev() layout.
[[nodiscard]] std::string device_text(std::uint64_t rdev);

/// Whether a host object can be of another kind for the guest: a directory only stands for itself,
/// a regular file for anything else.
[[nodiscard]] bool can_stand_for(Kind host, Kind guest);

} // namespace permap::codec
