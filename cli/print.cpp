// SPDX-License-Identifier: Apache-2.0
#include "cli/print.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <spdlog/spdlog.h>

namespace permap::cli {

ExitStatus print(const std::string& text) {
    if (std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) {
        return ExitStatus::clean;
    }
    spdlog::error("cannot write to standard output: {}", std::generic_category().message(errno));
    return ExitStatus::incomplete;
}

} // namespace permap::cli
