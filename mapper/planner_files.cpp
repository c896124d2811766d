// SPDX-License-Identifier: Apache-2.0
// What planning asks about files in which a model keeps metadata: are their names free, does each
// belong to an entry.
#include "mapper/planner.hpp"

#include "codec/metadata_file.hpp"
#include "scanner/read_metadata.hpp"

namespace permap::mapper {

void Planner::raise_inside(std::string_view rule, const scanner::Directory& directory,
                           const scanner::Entry& entry, bool blocks, const std::string& inside) {
    const scanner::Rule* const found = scanner::find_rule(rule);
    const std::string above = directory.path_of(entry.name);
    report(scanner::make_default_finding(*found, above == "." ? inside : above + "/" + inside,
                                         entry.facts),
           blocks);
}

/// What a guest laid under the reserved names would be the truth about entries of its choice. The
/// root must have its metadata, so there no leave helps.
bool Planner::has_room_for_metadata(const scanner::Directory& directory, int dirfd,
                                    const scanner::Entry& entry) {
    const bool asks = request_.to.keeps_files && entry.facts.state.kind == codec::Kind::directory &&
                      !codec::is_reserved_name(entry.name);
    if (!asks) {
        return true;
    }
    base::Result<base::Fd> opened;
    if (dirfd >= 0) {
        opened = reader_.open_directory(dirfd, entry.name.c_str());
    } else {
        opened = directory.open().and_then([&](const scanner::SharedFd& root) {
            return reader_.open_directory(root->get(), ".");
        });
    }
    const base::Result<std::optional<std::string>> reserved =
        opened ? scanner::find_reserved_name(reader_, opened->get(), request_.from.keeps_files)
               : tl::unexpected(opened.error());
    if (!reserved) {
        return true; // the walk comes to it and says why
    }
    const bool is_root = dirfd < 0;
    if (!*reserved || (**reserved == codec::kMetadataRootFileName && !is_root)) {
        return true; // such a file means nothing below the root: it is left out by itself
    }
    count_metadata(request_.to); // a guest can have planted it
    raise_inside("reserved-name", directory, entry, is_root || stops("reserved-name"), **reserved);
    return false;
}

/// Metadata that belongs to no entry is nothing permap understands: it stays, and with it the
/// directory it lies in.
void Planner::report_orphans(const scanner::Directory& directory, const scanner::Entry& entry,
                             codec::DiskState& wanted) {
    // more than are listed: no leave helps
    const bool are_too_many = entry.facts.metadata.orphans.size() >= scanner::kMostOrphans;
    for (const std::string& orphan : entry.facts.metadata.orphans) {
        raise_inside("orphan-metadata", directory, entry, are_too_many || stops("orphan-metadata"),
                     std::string(codec::kMetadataDirectoryName) + "/" + orphan);
    }
    const std::string* const present = entry.facts.state.attributes.find(codec::kMetadataDirectory);
    if (!entry.facts.metadata.orphans.empty() && present != nullptr && !request_.to.keeps_files) {
        wanted.attributes.set(codec::kMetadataDirectory, *present);
    }
}

} // namespace permap::mapper
