// SPDX-License-Identifier: Apache-2.0
// A tree as a tar file has it, without unpacking: what root would find after `tar -x` of it in an
// empty directory. Nothing is written, no name of the host is looked up but those of ACLs. Memory
// grows with the number of names.
#pragma once

#include "base/result.hpp"
#include "codec/facts.hpp"
#include "scanner/problem.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace permap::scanner {

/// The inodes by path, "." for the root; names of one inode share it. Where the tar has no member
/// for a directory, there is none. `nlink` counts names in the tar.
using TarTree = std::map<std::string, std::shared_ptr<codec::Facts>, std::less<>>;

struct TarRead {
    TarTree tree;
    std::vector<Problem> problems = {}; ///< members that were left out; the missing end, at "."
};

/// Of members with the same name the last counts; leading slashes are dropped; a name with `..` in
/// it is a problem. What carries metadata of a model may be a stand-in, and rules may look into a
/// file of some names: the contents of these alone are read, up to kLongestHead bytes. The error
/// says that the file is no tar or ends too early; `stop` ends it early.
[[nodiscard]] base::Result<TarRead> read_tar(const std::string& file,
                                             const std::atomic<bool>& stop);

/// A name of a tar as a path below the root; empty where it would lead out of it.
[[nodiscard]] std::string path_in_tar(std::string_view name);

} // namespace permap::scanner
