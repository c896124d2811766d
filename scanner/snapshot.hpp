// SPDX-License-Identifier: Apache-2.0
// Snapshot: the visitor that turns what the walk reads into entries of a manifest.
#pragma once

#include "codec/model.hpp"
#include "scanner/manifest_spool.hpp"
#include "scanner/problem.hpp"
#include "scanner/walker.hpp"

#include <atomic>
#include <functional>

namespace permap::scanner {

enum class SnapshotView { host, guest };

struct SnapshotRequest {
    const codec::Model* model = nullptr; ///< how the tree stores the guest's view; never null
    SnapshotView view = SnapshotView::guest;
    bool has_inodes = false; ///< entries keep the number of their inode
};

class Snapshot final : public Visitor {
public:
    /// The spool outlives it; `report_problem` is called from many threads.
    Snapshot(const SnapshotRequest& request, ManifestSpool& spool,
             std::function<void(Problem)> report_problem)
        : request_(request), spool_(spool), report_problem_(std::move(report_problem)) {}

    void visit_root(const Directory& root, Entry& entry) override;
    void visit(const Directory& directory, int dirfd, std::span<Entry> entries) override;
    void problem(Problem problem) override;
    bool partly_read(Problem problem) override;

    /// Mount points below the root, which are left out.
    [[nodiscard]] std::uint64_t mount_points() const { return mount_points_; }

private:
    [[nodiscard]] codec::ManifestEntry entry_of(const Directory& directory, int dirfd,
                                                std::string path, Entry& entry);

    SnapshotRequest request_;
    ManifestSpool& spool_;
    std::function<void(Problem)> report_problem_;
    std::atomic<std::uint64_t> mount_points_{0};
};

} // namespace permap::scanner
