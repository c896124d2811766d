// SPDX-License-Identifier: Apache-2.0
// A baseline: what a tree is compared with. Snapshots of permap (mtree or ndjson) and manifests of
// other programs (mtree); what a run of permap expects is read by mapper/run_baseline.
#pragma once

#include "base/result.hpp"
#include "scanner/accounts.hpp"
#include "scanner/manifest_spool.hpp"

#include <cstdint>
#include <string>

namespace permap::scanner {

enum class BaselineFormat { mtree, ndjson, run };

struct Baseline {
    BaselineFormat format = BaselineFormat::mtree;
    std::string model; ///< of the tree when it was taken; empty where the file does not say
    std::string view;  ///< "guest" or "host"; likewise
    std::uint64_t entries = 0;
    std::uint64_t problems = 0; ///< entries that could not be read when it was taken
    bool has_inodes = false;
    bool has_acls = false;  ///< and capabilities: whether the format has a place for them
    bool has_names = false; ///< of owners, which were looked up
    codec::ManifestFields lacking = {}; ///< kind, mode, uid and gid, if no line has them
};

/// What the first bytes of the file say. An error where it cannot be read.
[[nodiscard]] base::Result<BaselineFormat> baseline_format(const std::string& path);

/// Puts all entries of a file that is no run file into the spool. The error names file and line.
/// Names of owners are looked up with `find`.
[[nodiscard]] base::Result<Baseline> read_baseline(const std::string& path, const FindIds& find,
                                                   ManifestSpool& into);

} // namespace permap::scanner
