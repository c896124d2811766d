// SPDX-License-Identifier: Apache-2.0
#include "scanner/read_metadata.hpp"

#include "codec/metadata_file.hpp"
#include "scanner/read_listing.hpp"
#include "scanner/run_mark.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace permap::scanner {
namespace {

using codec::Kind;
using codec::MetadataObject;

std::string packed(const base::Stat& stat, std::string text) {
    return codec::pack(MetadataObject{.mode = stat.mode & codec::kPermissionBits,
                                      .uid = codec::HostUid{stat.uid},
                                      .gid = codec::HostGid{stat.gid},
                                      .text = std::move(text)});
}

/// Looks before it opens: opening a fifo wakes its writer.
base::Result<void> add_file_at(const base::FsReader& reader, int dirfd, const char* name,
                               codec::Facts& facts) {
    const base::Result<base::Stat> stat = reader.stat_at(dirfd, name);
    if (!stat) {
        return base::is_not_there(stat.error()) ? base::Result<void>()
                                                : tl::unexpected(stat.error());
    }
    if (codec::kind_of(stat->mode) != Kind::file || stat->size > codec::kLongestMetadata) {
        facts.metadata.is_foreign = true;
        return {};
    }
    std::string text;
    if (stat->size > 0) {
        PERMAP_TRY_ASSIGN(const base::Fd fd, reader.open_node(dirfd, name));
        PERMAP_TRY_ASSIGN(text, reader.read_head(fd.get(), codec::kLongestMetadata));
    }
    const std::string_view mark = mark_line(text);
    if (!mark.empty()) {
        facts.other_attributes.emplace_back(kUserMark); // the same thing, elsewhere
        text.erase(0, mark.size());
        if (text.empty()) {
            return {}; // it was made for the mark alone
        }
    }
    facts.metadata.nlink = stat->nlink;
    facts.metadata.inode = stat->inode;
    facts.metadata.mtime = stat->mtime;
    facts.state.attributes.set(codec::kMetadataFile, packed(*stat, std::move(text)));
    return {};
}

/// A metadata file of an entry: both are there, and it is one.
base::Result<bool> belongs_to_entry(const base::FsReader& reader, int dirfd, int metadata,
                                    const char* name) {
    const base::Result<base::Stat> file = reader.stat_at(metadata, name);
    const base::Result<base::Stat> entry = reader.stat_at(dirfd, name);
    if (!entry) {
        return base::is_not_there(entry.error()) ? base::Result<bool>(false)
                                                 : tl::unexpected(entry.error());
    }
    const bool is_file =
        file && codec::kind_of(file->mode) == Kind::file && file->size <= codec::kLongestMetadata;
    return is_file && !codec::is_reserved_name(name);
}

} // namespace

base::Result<MetadataDirectory> MetadataDirectory::open(const base::FsReader& reader, int dirfd) {
    base::Result<base::Fd> fd =
        reader.open_directory(dirfd, std::string(codec::kMetadataDirectoryName).c_str());
    if (!fd && !base::is_not_there(fd.error())) {
        return tl::unexpected(std::move(fd).error());
    }
    return MetadataDirectory(reader, fd ? std::move(*fd) : base::Fd());
}

base::Result<void> MetadataDirectory::add_file(codec::Facts& facts, const char* name) const {
    return is_there() ? add_file_at(*reader_, fd_.get(), name, facts) : base::Result<void>();
}

base::Result<void> add_metadata_file(const base::FsReader& reader, int dirfd, const char* name,
                                     codec::Facts& facts) {
    if (std::string_view(name) == ".") {
        return add_file_at(reader, dirfd, std::string(codec::kMetadataRootFileName).c_str(), facts);
    }
    PERMAP_TRY_ASSIGN(const MetadataDirectory directory, MetadataDirectory::open(reader, dirfd));
    return directory.add_file(facts, name);
}

base::Result<void> add_metadata_directory(const base::FsReader& reader, int fd,
                                          codec::Facts& facts) {
    const base::Result<base::Stat> stat =
        reader.stat_at(fd, std::string(codec::kMetadataDirectoryName).c_str());
    if (!stat) {
        return base::is_not_there(stat.error()) ? base::Result<void>()
                                                : tl::unexpected(stat.error());
    }
    if (codec::kind_of(stat->mode) == Kind::directory) {
        facts.state.attributes.set(codec::kMetadataDirectory, packed(*stat, {}));
    }
    return {};
}

base::Result<void> compare_metadata_directory(const base::FsReader& reader, int fd,
                                              codec::Facts& facts) {
    PERMAP_TRY_ASSIGN(const MetadataDirectory directory, MetadataDirectory::open(reader, fd));
    if (!directory.is_there()) {
        PERMAP_TRY_ASSIGN(const base::Fd own, reader.open_directory(fd, "."));
        return read_listing(reader, own.get(), [&](const Listed& listed) {
            facts.metadata.is_incomplete = !codec::is_reserved_name(listed.name);
            return !facts.metadata.is_incomplete;
        });
    }
    base::Result<void> failed;
    std::vector<std::string>& orphans = facts.metadata.orphans;
    PERMAP_TRY(read_listing(reader, directory.fd(), [&](const Listed& listed) {
        const char* const name = listed.name.data();
        const base::Result<bool> belongs = belongs_to_entry(reader, fd, directory.fd(), name);
        if (!belongs) {
            failed = tl::unexpected(belongs.error());
        } else if (!*belongs) {
            orphans.emplace_back(name);
        }
        return failed.has_value() && orphans.size() < kMostOrphans;
    }));
    std::ranges::sort(orphans);
    return failed;
}

bool holds_metadata(const Entry& entry, bool is_in_root) {
    const bool is_root_file = entry.name == codec::kMetadataRootFileName && is_in_root &&
                              entry.facts.state.kind == codec::Kind::file &&
                              entry.facts.size <= codec::kLongestMetadata;
    return is_root_file || (entry.name == codec::kMetadataDirectoryName &&
                            entry.facts.state.kind == codec::Kind::directory);
}

base::Result<std::optional<std::string>> find_reserved_name(const base::FsReader& reader, int fd,
                                                            bool holds_metadata) {
    for (const auto& [name, type] : {std::pair(codec::kMetadataDirectoryName, S_IFDIR),
                                     std::pair(codec::kMetadataRootFileName, S_IFREG)}) {
        const base::Result<base::Stat> stat = reader.stat_at(fd, std::string(name).c_str());
        if (stat && !(holds_metadata && (stat->mode & S_IFMT) == static_cast<unsigned>(type))) {
            return std::optional<std::string>(name);
        }
        if (!stat && !base::is_not_there(stat.error())) {
            return tl::unexpected(stat.error());
        }
    }
    return std::optional<std::string>();
}

std::string_view mark_line(std::string_view text) {
    const std::size_t end = text.find('\n');
    if (!text.starts_with(kMarkLine) || end == std::string_view::npos) {
        return {};
    }
    return text.substr(0, end + 1);
}

} // namespace permap::scanner
