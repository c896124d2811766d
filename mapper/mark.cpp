// SPDX-License-Identifier: Apache-2.0
#include "mapper/mark.hpp"

#include "base/quote.hpp"
#include "codec/metadata_file.hpp"
#include "scanner/read_metadata.hpp"
#include "scanner/run_mark.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

namespace permap::mapper {
namespace {

using scanner::kTrustedMark;
using scanner::kUserMark;

bool has_no_attributes(const base::Error& error) {
    return error.code == std::errc::operation_not_supported;
}

bool lacks_privilege(const base::Error& error) {
    return error.code == std::errc::operation_not_permitted ||
           error.code == std::errc::permission_denied;
}

/// What cannot be seen for want of privilege or of attributes was not set by this run.
base::Result<std::optional<std::string>> read_one(const base::FsReader& reader, int root,
                                                  const char* name) {
    base::Result<std::optional<std::string>> text = reader.get_xattr_fd(root, name);
    if (!text && (lacks_privilege(text.error()) || has_no_attributes(text.error()))) {
        return std::optional<std::string>();
    }
    return text;
}

/// Where there are no attributes: a line in the root's metadata file, which the server skips.
constexpr const char* kMarkedFile = scanner::kMarkFile;
constexpr const char* kNewMarkedFile = ".virtfs_metadata_root.permap";

base::Result<std::optional<std::string>> read_root_file(const base::FsReader& reader, int root) {
    const base::Result<base::Stat> stat = reader.stat_at(root, kMarkedFile);
    if (!stat && !base::is_missing(stat.error())) {
        return tl::unexpected(stat.error());
    }
    if (!stat || codec::kind_of(stat->mode) != codec::Kind::file) {
        return std::optional<std::string>();
    }
    PERMAP_TRY_ASSIGN(const base::Fd fd, reader.open_node(root, kMarkedFile));
    PERMAP_TRY_ASSIGN(std::string text, reader.read_head(fd.get(), codec::kLongestMetadata));
    return std::optional(std::move(text));
}

/// Writes the root's file anew and whole, with the owner and mode that the old one had.
base::Result<void> write_root_file(const Disk& disk, int root, std::string_view text) {
    const base::Result<base::Stat> old = disk.reader.stat_at(root, kMarkedFile);
    base::Result<void> cleared = disk.writer.unlink(root, kNewMarkedFile); // of a killed run
    if (!cleared && !base::is_missing(cleared.error())) {
        return cleared;
    }
    PERMAP_TRY_ASSIGN(const base::Fd fd, disk.writer.make_file(root, kNewMarkedFile));
    PERMAP_TRY(disk.writer.write_all(fd.get(), text));
    if (old) {
        PERMAP_TRY(disk.writer.set_owner(fd.get(), old->uid, old->gid));
        PERMAP_TRY(disk.writer.set_mode(fd.get(), old->mode & codec::kPermissionBits));
    }
    PERMAP_TRY(disk.writer.sync(fd.get()));
    return disk.writer.rename(root, kNewMarkedFile, kMarkedFile);
}

/// The root's times are its own again afterwards.
template <typename Change>
base::Result<void> keep_times(const Disk& disk, int root, Change change) {
    PERMAP_TRY_ASSIGN(const base::Stat before, disk.reader.stat_fd(root));
    PERMAP_TRY(change());
    PERMAP_TRY(disk.writer.set_times(root, before.atime, before.mtime));
    return disk.writer.sync(root);
}

base::Result<void> set_mark_line(const Disk& disk, int root, const std::string& mark) {
    PERMAP_TRY_ASSIGN(const std::optional<std::string> old, read_root_file(disk.reader, root));
    std::string text = old.value_or(std::string());
    text.erase(0, scanner::mark_line(text).size());
    return keep_times(disk, root, [&] {
        return write_root_file(
            disk, root, fmt::format("{}{}\n{}", scanner::kMarkLine, base::escape(mark), text));
    });
}

base::Result<void> remove_mark_line(const Disk& disk, int root) {
    PERMAP_TRY_ASSIGN(const std::optional<std::string> old, read_root_file(disk.reader, root));
    const std::size_t mark = scanner::mark_line(old.value_or(std::string())).size();
    if (mark == 0) {
        return {};
    }
    return keep_times(disk, root, [&] {
        return mark == old->size() ? disk.writer.unlink(root, kMarkedFile)
                                   : write_root_file(disk, root, old->substr(mark));
    });
}

} // namespace

base::Result<void> set_mark(const Disk& disk, int root, std::string_view run_id,
                            std::string_view run_file) {
    const std::string text = fmt::format("run {} file {}", run_id, run_file);
    base::Result<void> set = disk.writer.set_xattr(root, kTrustedMark, text);
    if (!set && (lacks_privilege(set.error()) || has_no_attributes(set.error()))) {
        set = disk.writer.set_xattr(root, kUserMark, text);
    }
    if (!set) {
        return has_no_attributes(set.error()) ? set_mark_line(disk, root, text) : set;
    }
    return disk.writer.sync(root);
}

base::Result<void> remove_mark(const Disk& disk, int root) {
    for (const char* const name : {kTrustedMark, kUserMark}) {
        PERMAP_TRY_ASSIGN(const std::optional<std::string> mark, read_one(disk.reader, root, name));
        if (mark) {
            PERMAP_TRY(disk.writer.remove_xattr(root, name));
        }
    }
    PERMAP_TRY(remove_mark_line(disk, root));
    return disk.writer.sync(root);
}

base::Result<std::string> read_mark(const base::FsReader& reader, int root) {
    for (const char* const name : {kTrustedMark, kUserMark}) {
        PERMAP_TRY_ASSIGN(std::optional<std::string> mark, read_one(reader, root, name));
        if (mark) {
            return std::move(*mark);
        }
    }
    PERMAP_TRY_ASSIGN(const std::optional<std::string> file, read_root_file(reader, root));
    const std::string text = file.value_or(std::string());
    const std::string_view line = scanner::mark_line(text);
    return line.empty() ? std::string()
                        : std::string(line.substr(scanner::kMarkLine.size(),
                                                  line.size() - scanner::kMarkLine.size() - 1));
}

} // namespace permap::mapper
