// SPDX-License-Identifier: Apache-2.0
// Immutable and append-only objects for tests, and the way to get rid of them again.
#pragma once

#include <string>

namespace permap::tests {

/// Sets FS_IMMUTABLE_FL or FS_APPEND_FL alone, or neither; false where that is not possible.
[[nodiscard]] bool set_node_flags(const std::string& path, int flags);

/// Takes both flags off a directory and all files and directories below it.
void thaw_tree(const std::string& root);

} // namespace permap::tests
