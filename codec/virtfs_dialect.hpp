// SPDX-License-Identifier: Apache-2.0
// Dialects of user.virtfs.* values: the server writes them in the types of its host, so that trees
// filled by QEMU on macOS, FreeBSD or (before 2.2) a big-endian host hold other bytes than Linux's.
#pragma once

#include "codec/facts.hpp"

#include <optional>

namespace permap::codec {

/// The attributes as QEMU on Linux would have written them, where the mode is in a foreign dialect;
/// nothing where it is in Linux's own or makes no sense in any. The mode tells: 2 bytes on macOS
/// and FreeBSD, a type that only exists with its bytes reversed on a big-endian host.
[[nodiscard]] std::optional<Attributes> to_linux_dialect(const Attributes& attributes);

/// The text of a symbolic link without the NUL that QEMU before 0.15 wrote behind it; nothing where
/// there is none.
[[nodiscard]] std::optional<std::string> without_final_nul(const std::string& content);

} // namespace permap::codec
