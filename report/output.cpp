// SPDX-License-Identifier: Apache-2.0
#include "report/output.hpp"

#include <cerrno>

namespace permap::report {

void Output::write(std::string_view text) {
    if (has_failed() || text.empty()) {
        return;
    }
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) {
        errno_ = errno;
    }
}

base::Result<void> Output::finish() {
    if (!has_failed() && std::fflush(file_) != 0) {
        errno_ = errno;
    }
    if (has_failed()) {
        return base::fail(errno_, "write");
    }
    return {};
}

} // namespace permap::report
