// SPDX-License-Identifier: Apache-2.0
// What round 1 does at the temporary name of an entry that is to be replaced.
#include "mapper/settle.hpp"

#include "mapper/replacement.hpp"

namespace permap::mapper {

using codec::DiskState;

base::Result<void> clear_temporary(const Disk& disk, const Task& task, int dirfd,
                                   const std::string& name, const Record& record) {
    const std::string temporary = temporary_name(task.temporary_prefix, name);
    const base::Result<codec::Facts> found = read_object(disk.reader, dirfd, temporary);
    if (!found) {
        return base::is_missing(found.error()) ? base::Result<void>()
                                               : tl::unexpected(found.error());
    }
    // the old inode after an exchange, or a replacement of either direction, whole or half built
    const bool is_ours = found->identity == record.identity ||
                         is_leftover(found->state, record.wanted, task.runner) ||
                         is_leftover(found->state, record.old_state, task.runner);
    if (!is_ours) {
        return base::fail_because("an unknown object stands at the temporary name: move it away",
                                  temporary);
    }
    return disk.writer.unlink(dirfd, temporary.c_str());
}

base::Result<std::optional<codec::Identity>> prepare_replacement(const Disk& disk, const Task& task,
                                                                 int dirfd, const std::string& name,
                                                                 const Record& record) {
    PERMAP_TRY(clear_temporary(disk, task, dirfd, name, record));
    base::Result<codec::Facts> found = read_object(disk.reader, dirfd, name);
    if (!found) {
        return base::is_missing(found.error()) ? base::Result<std::optional<codec::Identity>>()
                                               : tl::unexpected(std::move(found).error());
    }
    if (!is_to_be_replaced(task, record, *found)) {
        return std::optional<codec::Identity>(); // done, or settled as refused later
    }
    const std::string temporary = temporary_name(task.temporary_prefix, name);
    const DiskState wanted = codec::inode_part(target_of(task, record));
    const Blueprint blueprint = {wanted, record.atime, record.mtime};
    PERMAP_TRY_ASSIGN(const codec::Identity made, build(disk, dirfd, temporary, blueprint, name));
    return std::optional(made);
}

} // namespace permap::mapper
