// SPDX-License-Identifier: Apache-2.0
#include "mapper/root_identity.hpp"

#include "base/file_system.hpp"

#include <fmt/format.h>
#include <xxhash.h>

namespace permap::mapper {

base::Result<RootIdentity> read_root_identity(const base::FsReader& reader, int fd) {
    PERMAP_TRY_ASSIGN(const base::Stat stat, reader.stat_fd(fd));
    RootIdentity root = {.inode = codec::facts_from(stat).identity};
    if (root.inode.birth == base::Timestamp()) {
        root.volume = base::lasting_name(fd);
    }
    return root;
}

bool is_same_root(const RootIdentity& planned, const RootIdentity& found) {
    // run files of before have no volume
    return planned.inode == found.inode &&
           (planned.volume.empty() || planned.volume == found.volume);
}

std::string file_word(const RootIdentity& root) {
    const std::string number = fmt::format("{}-{}.{:09}", root.inode.inode,
                                           root.inode.birth.seconds, root.inode.birth.nanoseconds);
    // the name of a volume may be longer than that of a file
    return root.volume.empty() ? number
                               : fmt::format("{}-{:016x}", number,
                                             XXH3_64bits(root.volume.data(), root.volume.size()));
}

} // namespace permap::mapper
