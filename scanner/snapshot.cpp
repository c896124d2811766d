// SPDX-License-Identifier: Apache-2.0
#include "scanner/snapshot.hpp"

namespace permap::scanner {

void Snapshot::visit_root(const Directory& root, Entry& entry) {
    ManifestBatch found;
    found.add(entry_of(root, -1, root.path(), entry));
    spool_.add(found);
}

void Snapshot::visit(const Directory& directory, int dirfd, std::span<Entry> entries) {
    ManifestBatch found;
    const std::string within = directory.path_of("");
    for (Entry& entry : entries) {
        // What is under a mount point is seen at one safety level and hidden at the other.
        if (entry.is_mount_point) {
            mount_points_.fetch_add(1, std::memory_order_relaxed);
            spool_.add_unseen(within + entry.name);
        } else if (entry.has_gaps) {
            spool_.add_unseen(within + entry.name); // what it would say is not what is there
        } else if (!entry.is_excluded) {
            found.add(entry_of(directory, dirfd, within + entry.name, entry));
        }
    }
    spool_.add(found);
}

void Snapshot::problem(Problem problem) {
    spool_.add_unseen(problem.path);
    report_problem_(std::move(problem));
}

bool Snapshot::partly_read(Problem problem) {
    report_problem_(std::move(problem));
    return true;
}

codec::ManifestEntry Snapshot::entry_of(const Directory& directory, int dirfd, std::string path,
                                        Entry& entry) {
    codec::ManifestEntry made;
    if (request_.view == SnapshotView::host) {
        made = codec::manifest_of_host(std::move(path), entry.facts);
    } else {
        codec::Decoded decoded = request_.model->decode(entry.facts);
        base::Result<void> read = complete_stand_in(directory.reader(), dirfd, entry.name.c_str(),
                                                    *request_.model, entry.facts, decoded);
        if (!read) {
            problem({path, std::move(read).error()});
        }
        made = codec::manifest_of_guest(std::move(path), entry.facts, decoded.view);
    }
    if (!request_.has_inodes) {
        made.known.remove(codec::ManifestField::inode);
        made.identity = {};
    }
    return made;
}

} // namespace permap::scanner
