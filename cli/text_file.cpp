// SPDX-License-Identifier: Apache-2.0
#include "cli/text_file.hpp"

#include <array>
#include <cerrno>
#include <fstream>

namespace permap::cli {

base::Result<std::string> read_text_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text;
    if (file.is_open()) {
        std::array<char, 4096> buffer;
        while (file) { // an error while reading makes it bad, the end does not
            file.read(buffer.data(), buffer.size());
            text.append(buffer.data(), static_cast<std::size_t>(file.gcount()));
        }
    }
    if (!file.is_open() || file.bad()) {
        return base::fail(errno != 0 ? errno : EIO, "read", path);
    }
    return text;
}

} // namespace permap::cli
