// SPDX-License-Identifier: Apache-2.0
#include "cli/text_file.hpp"

#include <array>
#include <cerrno>
#include <fstream>

namespace permap::cli {

namespace {

/// Far more than any policy, map or account file; a device or a pipe may have no end.
constexpr std::size_t kLongest = std::size_t{64} * 1024 * 1024;

} // namespace

base::Result<std::string> read_text_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text;
    if (file.is_open()) {
        std::array<char, 4096> buffer;
        while (file) { // an error while reading makes it bad, the end does not
            file.read(buffer.data(), buffer.size());
            text.append(buffer.data(), static_cast<std::size_t>(file.gcount()));
            if (text.size() > kLongest) {
                return base::fail(EFBIG, "read", path);
            }
        }
    }
    if (!file.is_open() || file.bad()) {
        return base::fail(errno != 0 ? errno : EIO, "read", path);
    }
    return text;
}

} // namespace permap::cli
