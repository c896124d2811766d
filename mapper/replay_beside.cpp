// SPDX-License-Identifier: Apache-2.0
// Metadata directories are closed like the directories that they belong to: who had one open could
// put another file in the place of what is being written, and a server would believe it.
#include "mapper/replay_rounds.hpp"

#include "codec/metadata_file.hpp"
#include "mapper/metadata_files.hpp"
#include "scanner/read_metadata.hpp"

namespace permap::mapper {
namespace {

/// The state as if nobody had made or changed the metadata directory.
codec::DiskState with_metadata_directory_of(codec::DiskState state, const codec::DiskState& other) {
    const std::string* const inside = other.attributes.find(codec::kMetadataDirectory);
    state.attributes.erase(codec::kMetadataDirectory);
    if (inside != nullptr) {
        state.attributes.set(codec::kMetadataDirectory, *inside);
    }
    return state;
}

} // namespace

/// The directory around it is closed by now, so what has the name keeps it; until then it may have
/// been made or changed. False where it cannot be closed or is not what was planned.
bool ReplayRounds::close_beside(const Node& node, int fd) {
    if (!task_.keeps_files) {
        return true;
    }
    codec::Facts found;
    base::Result<void> closed = scanner::add_metadata_directory(disk_.reader, fd, found);
    if (closed && found.state.attributes.find(codec::kMetadataDirectory) == nullptr) {
        return true; // what else has the name is reported as a name of the directory
    }
    if (closed && !is_beside_expected(node, found.state)) {
        return false;
    }
    if (closed) {
        closed = close_metadata_directory(disk_, fd, task_.runner);
    }
    if (!closed) {
        fail(node.directory->path_of(codec::kMetadataDirectoryName), closed.error());
    }
    return closed.has_value();
}

/// The root bears the mark, so it is closed even where nothing below it can be done.
void ReplayRounds::close_alone(const Record& root, int fd, const codec::DiskState& now) {
    const base::Result<bool> is_known =
        settle_kept(root, with_metadata_directory_of(now, origin_of(task_, root)));
    const base::Result<void> closed =
        is_known ? execute(disk_, fd, codec::close_directory(now, task_.runner), now)
                 : tl::unexpected(is_known.error());
    if (!closed) {
        end_run(base::with_path(closed.error(), "."));
    }
}

bool ReplayRounds::is_closed_by_now(int fd) const {
    const base::Result<base::Stat> stat = disk_.reader.stat_fd(fd);
    return stat && is_closed(task_, codec::facts_from(*stat).state);
}

} // namespace permap::mapper
