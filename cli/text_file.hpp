// SPDX-License-Identifier: Apache-2.0
// Reading a file that a person named in an option, a pipe as well (`<(ssh guest cat /etc/passwd)`).
#pragma once

#include "base/result.hpp"

#include <string>

namespace permap::cli {

/// More than 64 MiB are an error.
[[nodiscard]] base::Result<std::string> read_text_file(const std::string& path);

} // namespace permap::cli
