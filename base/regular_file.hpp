// SPDX-License-Identifier: Apache-2.0
// Opening regular files where somebody else decides what lies there. Opening is an act of its own:
// a watchdog starts, a tape rewinds when it is closed, a fifo wakes its writer. So what is found is
// held without being opened (O_PATH), looked at, and then opened through that descriptor: no name
// is resolved twice.
#pragma once

#include "base/fd.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace permap::base {

/// A regular file that is found, but not opened.
struct FoundFile {
    Fd fd;                  ///< O_PATH
    std::uint32_t mode = 0; ///< 07777
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
};

/// What an O_PATH descriptor holds; an error where that is no regular file. `path` is for errors.
[[nodiscard]] Result<FoundFile> find_regular(Fd held, std::string_view path);

/// Opened for reading, without waiting for anybody.
[[nodiscard]] Result<Fd> open_found(const FoundFile& file, std::string_view path);

/// All its bytes. More than `limit` are an error (EFBIG): what is cut would be read as something
/// else.
[[nodiscard]] Result<std::string> read_found(const FoundFile& file, std::string_view path,
                                             std::size_t limit);

} // namespace permap::base
