// SPDX-License-Identifier: Apache-2.0
// A dump of everything about a tree that a conversion may change or must keep, as text: what two
// trees are compared by. Inode numbers are left out: two trees made alike have different ones.
#pragma once

#include <map>
#include <string>

namespace permap::tests {

/// By path: type, mode, owner, links, rdev, mtime, every attribute, the text of a link, the bytes
/// of a file, and for hard links the first path of the same inode.
using TreeDump = std::map<std::string, std::string>;

[[nodiscard]] TreeDump dump_tree(const std::string& root);

/// The lines that differ, empty when the trees are alike.
[[nodiscard]] std::string difference(const TreeDump& expected, const TreeDump& found);

} // namespace permap::tests
