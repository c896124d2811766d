// SPDX-License-Identifier: Apache-2.0
// EntryReader: all that a walk reads about one entry: its facts and, where the model keeps files,
// its metadata. Where a part cannot be read, the rest is read without it.
#pragma once

#include "scanner/entry.hpp"
#include "scanner/read_facts.hpp"
#include "scanner/read_metadata.hpp"

#include <optional>

namespace permap::scanner {

/// Whether metadata files are read into the facts and the names that hold them left out of the
/// entries: the model keeps files. Where it does not, they are entries like any other.
enum class MetadataFiles { no, yes };

/// Stateless; any thread.
class EntryReader {
public:
    EntryReader(const base::FsReader& reader, ReadLinks links, MetadataFiles files)
        : reader_(reader), links_(links), files_(files) {}

    /// What `read` needs for the entries of an open directory; nothing without metadata files.
    [[nodiscard]] base::Result<std::optional<MetadataDirectory>> open_metadata(int fd) const;

    /// Fills in the facts of the entry with that name.
    [[nodiscard]] base::Result<void> read(int fd, const MetadataDirectory* metadata,
                                          Entry& entry) const;
    /// After a failure of that: what can be had nevertheless. False where statx says nothing.
    [[nodiscard]] bool read_partly(int fd, const MetadataDirectory* metadata, Entry& entry) const;

    /// The same of an open root, which has no gaps: without what counts there is no tree to judge.
    [[nodiscard]] base::Result<void> read_root(int root, Entry& entry) const;
    [[nodiscard]] bool read_root_partly(int root, Entry& entry) const;

private:
    [[nodiscard]] base::Result<void> add_metadata(int fd, const MetadataDirectory* metadata,
                                                  Entry& entry) const;
    [[nodiscard]] base::Result<void> add_metadata_of_root(int root, Entry& entry) const;

    const base::FsReader& reader_;
    ReadLinks links_;
    MetadataFiles files_;
};

} // namespace permap::scanner
