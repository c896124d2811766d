// SPDX-License-Identifier: Apache-2.0
// Little-endian integers in byte strings, the form of all virtfs and ACL values on disk. The
// readers want at least as many bytes as the integer has; checking the length is the caller's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace permap::codec {

[[nodiscard]] std::uint16_t get_le16(std::string_view bytes);
[[nodiscard]] std::uint32_t get_le32(std::string_view bytes);
[[nodiscard]] std::uint64_t get_le64(std::string_view bytes);

[[nodiscard]] std::string put_le16(std::uint16_t value);
[[nodiscard]] std::string put_le32(std::uint32_t value);
[[nodiscard]] std::string put_le64(std::uint64_t value);

} // namespace permap::codec
