// SPDX-License-Identifier: Apache-2.0
// Which other process has a file open, as far as this one may look (proc(5)).
#pragma once

#include <optional>
#include <string>

namespace permap::base {

/// The id of another process that has the regular file open; nothing where none is seen.
[[nodiscard]] std::optional<int> find_holder(const std::string& file);

} // namespace permap::base
