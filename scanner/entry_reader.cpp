// SPDX-License-Identifier: Apache-2.0
#include "scanner/entry_reader.hpp"

#include "codec/metadata_file.hpp"

namespace permap::scanner {
namespace {

/// Whether statx has filled in the facts.
bool has_status(const Entry& entry) {
    return entry.facts.identity.inode != 0;
}

} // namespace

base::Result<std::optional<MetadataDirectory>> EntryReader::open_metadata(int fd) const {
    if (files_ == MetadataFiles::no) {
        return std::optional<MetadataDirectory>();
    }
    PERMAP_TRY_ASSIGN(MetadataDirectory opened, MetadataDirectory::open(reader_, fd));
    return std::optional(std::move(opened));
}

base::Result<void> EntryReader::read(int fd, const MetadataDirectory* metadata,
                                     Entry& entry) const {
    PERMAP_TRY(read_facts_into(entry.facts, reader_, fd, entry.name.c_str(), links_));
    return add_metadata(fd, metadata, entry);
}

bool EntryReader::read_partly(int fd, const MetadataDirectory* metadata, Entry& entry) const {
    if (!has_status(entry)) {
        return false;
    }
    const bool is_all = add_known_attributes(entry.facts, reader_, fd, entry.name.c_str());
    entry.has_gaps = !add_metadata(fd, metadata, entry) || !is_all;
    return true;
}

base::Result<void> EntryReader::add_metadata(int fd, const MetadataDirectory* metadata,
                                             Entry& entry) const {
    const char* const name = entry.name.c_str();
    codec::Facts& facts = entry.facts;
    if (metadata == nullptr || codec::is_reserved_name(name)) {
        return {};
    }
    PERMAP_TRY(metadata->add_file(facts, name));
    if (facts.state.kind == codec::Kind::directory) {
        const base::Result<base::Fd> own = reader_.open_directory(fd, name);
        if (own) { // else: said when the walk comes to it
            PERMAP_TRY(add_metadata_directory(reader_, own->get(), facts));
            PERMAP_TRY(compare_metadata_directory(reader_, own->get(), facts));
        }
    }
    return {};
}

base::Result<void> EntryReader::read_root(int root, Entry& entry) const {
    PERMAP_TRY(read_facts_into(entry.facts, reader_, root));
    return add_metadata_of_root(root, entry);
}

bool EntryReader::read_root_partly(int root, Entry& entry) const {
    return has_status(entry) && add_known_attributes(entry.facts, reader_, root, ".") &&
           add_metadata_of_root(root, entry);
}

base::Result<void> EntryReader::add_metadata_of_root(int root, Entry& entry) const {
    if (files_ == MetadataFiles::yes) {
        PERMAP_TRY(add_metadata_file(reader_, root, ".", entry.facts));
        PERMAP_TRY(add_metadata_directory(reader_, root, entry.facts));
        PERMAP_TRY(compare_metadata_directory(reader_, root, entry.facts));
    }
    return {};
}

} // namespace permap::scanner
