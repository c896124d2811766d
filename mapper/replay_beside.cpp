// SPDX-License-Identifier: Apache-2.0
// Metadata directories are closed like the directories that they belong to: who had one open could
// put another file in the place of what is being written, and a server would believe it.
#include "mapper/replay_rounds.hpp"

#include "codec/metadata_file.hpp"
#include "mapper/metadata_files.hpp"
#include "scanner/read_metadata.hpp"

namespace permap::mapper {

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

} // namespace permap::mapper
