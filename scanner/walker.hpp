// SPDX-License-Identifier: Apache-2.0
// The parallel walk: one oneTBB task per directory, which lists it, examines its entries and hands
// its sub-directories on. Reading happens inside the workers; nothing is resolved by path, no link
// followed, no special file opened. Memory does not grow with the tree: a list of sub-directories
// is handed on in halves, so only a few tasks per level wait at any time.
#pragma once

#include "base/progress.hpp"
#include "scanner/directory.hpp"
#include "scanner/entry.hpp"
#include "scanner/entry_reader.hpp"
#include "scanner/excludes.hpp"
#include "scanner/mounts.hpp"
#include "scanner/problem.hpp"

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace permap::scanner {

/// Receives what the walk reads. All functions are called from many threads at once; each entry is
/// delivered exactly once, a directory's entries in one or more batches.
class Visitor {
public:
    virtual ~Visitor() = default;

    /// The root itself, before anything else and from one thread.
    virtual void visit_root(const Directory& root, Entry& entry) = 0;

    /// Some entries of one directory. Where `entry.directory_id` is set the walk goes on into it;
    /// clearing it keeps the walk out. The directory is open.
    virtual void visit(const Directory& directory, int dirfd, std::span<Entry> entries) = 0;

    virtual void problem(Problem problem) = 0;

    /// What statx says of an entry is known, but not all of its attributes or metadata. True: it
    /// is visited nevertheless, `has_gaps` says whether any may be missing of those that count.
    [[nodiscard]] virtual bool partly_read(Problem problem) {
        this->problem(std::move(problem));
        return false;
    }
};

/// Whether a changed device number keeps the walk out.
enum class CrossDevices { no, yes };

struct WalkOptions {
    ReadLinks links = ReadLinks::no;
    MetadataFiles metadata_files = MetadataFiles::no;
    CrossDevices cross_devices = CrossDevices::no;
    /// Groups that nearly everybody is in: who may search a directory as one of them is stopped by
    /// nothing.
    std::vector<std::uint32_t> broad_groups = {};
    MountPoints mount_points; ///< below this root
    Excludes excludes;
};

struct WalkTotals {
    std::uint64_t entries = 0; ///< with the root
    std::uint64_t directories = 0;
    std::uint64_t vanished = 0; ///< removed by somebody between listing and examining
    bool was_stopped = false;
};

/// Walks the tree below `root`. Runs in the current task arena; `stop` ends it early. The only
/// error is a root that cannot be examined.
[[nodiscard]] base::Result<WalkTotals> walk(Tree& tree, base::Fd root, const Reach& reach,
                                            const WalkOptions& options, Visitor& visitor,
                                            base::Progress& progress,
                                            const std::atomic<bool>& stop);

} // namespace permap::scanner
