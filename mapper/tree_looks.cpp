// SPDX-License-Identifier: Apache-2.0
#include "mapper/tree_looks.hpp"

#include "codec/metadata_file.hpp"
#include "mapper/mark.hpp"
#include "mapper/replacement.hpp"
#include "scanner/read_facts.hpp"
#include "scanner/read_metadata.hpp"

namespace permap::mapper {

bool is_boundary(const base::FsReader& reader, int fd, const std::string& name) {
    const base::Result<base::Stat> around = reader.stat_fd(fd);
    const base::Result<base::Stat> stat = reader.stat_at(fd, name.c_str());
    return around && stat && (stat->device != around->device || stat->mount_id != around->mount_id);
}

bool is_still_there(const base::FsReader& reader, int fd, const Record& record) {
    if (!is_replaced(record)) {
        const base::Result<base::Stat> stat = reader.stat_at(fd, record.name.c_str());
        return stat ? codec::facts_from(*stat).identity == record.identity
                    : !base::is_not_there(stat.error());
    }
    const base::Result<codec::Facts> found = read_object(reader, fd, record.name);
    return found ? is_either_end(record, found->state) : !base::is_not_there(found.error());
}

base::Result<bool> holds_metadata(const base::FsReader& reader, const Task& task, int fd,
                                  const std::string& name, bool is_in_root) {
    if (!codec::is_reserved_name(name)) {
        return false;
    }
    const bool is_root_file = name == codec::kMetadataRootFileName && is_in_root;
    if (!task.keeps_files && is_root_file) { // it may bear the mark, where there are no attributes
        return is_mark_in_file(reader, fd);
    }
    if (!task.keeps_files) {
        return false;
    }
    return reader.stat_at(fd, name.c_str()).map([&](const base::Stat& stat) {
        const auto kind = codec::kind_of(stat.mode);
        return name == codec::kMetadataDirectoryName ? kind == codec::Kind::directory
                                                     : is_root_file && kind == codec::Kind::file &&
                                                           stat.size <= codec::kLongestMetadata;
    });
}

base::Result<codec::Facts> read_directory_facts(const base::FsReader& reader, const Task& task,
                                                const scanner::Directory& directory,
                                                const scanner::Directory* above, int fd) {
    PERMAP_TRY_ASSIGN(codec::Facts facts, scanner::read_facts(reader, fd));
    if (!task.keeps_files) {
        return facts;
    }
    PERMAP_TRY(scanner::add_metadata_directory(reader, fd, facts));
    if (above == nullptr) {
        PERMAP_TRY(scanner::add_metadata_file(reader, fd, ".", facts));
        return facts;
    }
    PERMAP_TRY_ASSIGN(const scanner::SharedFd around, above->open());
    PERMAP_TRY(scanner::add_metadata_file(reader, around->get(), directory.name().c_str(), facts));
    return facts;
}

} // namespace permap::mapper
