// SPDX-License-Identifier: Apache-2.0
#include "scanner/listing.hpp"

#include <cstddef>
#include <cstring>

#include <dirent.h>

namespace permap::scanner {

Listed take_listed(std::span<const char>& records) {
    std::uint64_t inode = 0;
    std::uint16_t length = 0;
    std::memcpy(&inode, records.data() + offsetof(dirent64, d_ino), sizeof inode);
    std::memcpy(&length, records.data() + offsetof(dirent64, d_reclen), sizeof length);
    const std::string_view name(records.data() + offsetof(dirent64, d_name));
    records = records.subspan(length);
    return {inode, name};
}

} // namespace permap::scanner
