// SPDX-License-Identifier: Apache-2.0
// Reading the files in which mapped-file keeps metadata, into the facts of the entries that they
// belong to. Only regular files are opened, with a bounded read; whatever else a guest laid there
// is named and left alone. No link is followed.
#pragma once

#include "base/fs_reader.hpp"
#include "codec/facts.hpp"
#include "scanner/entry.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace permap::scanner {

/// The directory with the metadata of one directory's entries, held open for many of them. Any
/// thread may use it; the directory's descriptor stays the caller's.
class MetadataDirectory {
public:
    /// Without one, or where something else has its name, no entry has metadata.
    [[nodiscard]] static base::Result<MetadataDirectory> open(const base::FsReader& reader,
                                                              int dirfd);

    /// Adds the metadata file of an entry to its facts.
    [[nodiscard]] base::Result<void> add_file(codec::Facts& facts, const char* name) const;

    [[nodiscard]] bool is_there() const { return static_cast<bool>(fd_); }
    [[nodiscard]] int fd() const { return fd_.get(); }

private:
    MetadataDirectory(const base::FsReader& reader, base::Fd fd)
        : reader_(&reader), fd_(std::move(fd)) {}

    const base::FsReader* reader_;
    base::Fd fd_;
};

/// Adds the metadata file of `name` in an open directory; "." is the root of the tree, whose own
/// lies in it.
[[nodiscard]] base::Result<void> add_metadata_file(const base::FsReader& reader, int dirfd,
                                                   const char* name, codec::Facts& facts);

/// Adds the state of an open directory's own metadata directory to its facts.
[[nodiscard]] base::Result<void> add_metadata_directory(const base::FsReader& reader, int fd,
                                                        codec::Facts& facts);

/// What only a comparison of the two directories shows: metadata without an entry, and entries
/// without a place for metadata. Reads both to the end.
[[nodiscard]] base::Result<void> compare_metadata_directory(const base::FsReader& reader, int fd,
                                                            codec::Facts& facts);

/// Whether the server hides the entry because it holds metadata: it is read with what it belongs
/// to.
[[nodiscard]] bool holds_metadata(const Entry& entry, bool is_in_root);

/// Names of orphans that are kept; a guest that made more shall not fill the memory.
inline constexpr std::size_t kMostOrphans = 1000;

/// Whether the directory holds something under a name that the server hides. Where the tree keeps
/// metadata in files (`holds_metadata`), what belongs there does not count.
[[nodiscard]] base::Result<std::optional<std::string>>
find_reserved_name(const base::FsReader& reader, int fd, bool holds_metadata);

/// A line with which an unfinished run marks the root's metadata file where no attributes are to be
/// had; the server skips it. Empty where there is none.
[[nodiscard]] std::string_view mark_line(std::string_view text);

} // namespace permap::scanner
