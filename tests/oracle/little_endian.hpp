// SPDX-License-Identifier: Apache-2.0
// Little-endian integers, the byte order of both legacy virtio on x86 and 9P.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace permap::oracle {

/// Appends the low `width` bytes of `value`.
void append_le(std::string& out, std::uint64_t value, std::size_t width);

/// The integer in `bytes`, at most eight.
[[nodiscard]] std::uint64_t read_le(std::string_view bytes);

} // namespace permap::oracle
