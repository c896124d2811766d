// SPDX-License-Identifier: Apache-2.0
#include "mapper/mark.hpp"

#include "base/quote.hpp"
#include "codec/metadata_file.hpp"
#include "scanner/read_metadata.hpp"
#include "scanner/run_mark.hpp"

#include <algorithm>
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

/// The mark where the root itself bears it.
base::Result<std::optional<std::string>> read_attribute(const base::FsReader& reader, int root) {
    for (const char* const name : {kTrustedMark, kUserMark}) {
        PERMAP_TRY_ASSIGN(std::optional<std::string> mark, read_one(reader, root, name));
        if (mark) {
            return mark;
        }
    }
    return std::optional<std::string>();
}

/// Where there are no attributes: a line in the root's metadata file, which the server skips.
constexpr const char* kMarkedFile = scanner::kMarkFile;

struct RootFile {
    base::Stat stat;
    std::string text;
};

/// The root's file as far as it is one that could be metadata; else nothing.
base::Result<std::optional<RootFile>> read_root_file(const base::FsReader& reader, int root) {
    const base::Result<base::Stat> stat = reader.stat_at(root, kMarkedFile);
    if (!stat && !base::is_missing(stat.error())) {
        return tl::unexpected(stat.error());
    }
    if (!stat || codec::kind_of(stat->mode) != codec::Kind::file) {
        return std::optional<RootFile>();
    }
    PERMAP_TRY_ASSIGN(const base::Fd fd, reader.open_node(root, kMarkedFile));
    PERMAP_TRY_ASSIGN(const base::Stat opened, reader.stat_fd(fd.get()));
    PERMAP_TRY_ASSIGN(std::string text, reader.read_head(fd.get(), codec::kLongestMetadata + 1));
    return std::optional(RootFile{opened, std::move(text)});
}

bool is_missing(const base::FsReader& reader, int root) {
    const base::Result<base::Stat> stat = reader.stat_at(root, kMarkedFile);
    return !stat && base::is_missing(stat.error());
}

/// Somebody's file is not the mark's to replace: only what holds metadata of this run's models, or
/// nothing but a mark, is written anew.
base::Result<void> check_replaceable(const base::FsReader& reader, int root,
                                     const std::optional<RootFile>& old, const MarkedRun& run,
                                     std::size_t new_size) {
    if (!old && is_missing(reader, root)) {
        return {};
    }
    const bool is_marked_only =
        old && scanner::mark_line(old->text).size() == old->text.size() && old->stat.nlink == 1;
    const bool is_metadata =
        old && run.keeps_files && std::max(old->text.size(), new_size) <= codec::kLongestMetadata;
    if (is_marked_only || is_metadata) {
        return {};
    }
    return base::fail_because("has the name of the file that marks an unfinished run where there "
                              "are no extended attributes: move it away first",
                              kMarkedFile);
}

/// Writes the root's file anew and whole, with the owner and mode that the old one had.
base::Result<void> write_root_file(const Disk& disk, int root, const std::optional<RootFile>& old,
                                   const MarkedRun& run, std::string_view text) {
    PERMAP_TRY(check_replaceable(disk.reader, root, old, run, text.size()));
    const std::string beside = fmt::format("{}mark", run.temporary_prefix);
    base::Result<void> cleared = disk.writer.unlink(root, beside.c_str()); // of a killed run
    if (!cleared && !base::is_missing(cleared.error())) {
        return cleared;
    }
    PERMAP_TRY_ASSIGN(const base::Fd fd, disk.writer.make_file(root, beside.c_str()));
    PERMAP_TRY(disk.writer.write_all(fd.get(), text));
    if (old) {
        PERMAP_TRY(disk.writer.set_owner(fd.get(), old->stat.uid, old->stat.gid));
        PERMAP_TRY(disk.writer.set_mode(fd.get(), old->stat.mode & codec::kPermissionBits));
    }
    PERMAP_TRY(disk.writer.sync(fd.get()));
    return disk.writer.rename(root, beside.c_str(), kMarkedFile);
}

/// The root's times are its own again afterwards.
template <typename Change>
base::Result<void> keep_times(const Disk& disk, int root, Change change) {
    PERMAP_TRY_ASSIGN(const base::Stat before, disk.reader.stat_fd(root));
    PERMAP_TRY(change());
    PERMAP_TRY(disk.writer.set_times(root, before.atime, before.mtime));
    return disk.writer.sync(root);
}

base::Result<void> set_mark_line(const Disk& disk, int root, const MarkedRun& run,
                                 const std::string& mark) {
    PERMAP_TRY_ASSIGN(const std::optional<RootFile> old, read_root_file(disk.reader, root));
    std::string text = old ? old->text : std::string();
    text.erase(0, scanner::mark_line(text).size());
    text.insert(0, fmt::format("{}{}\n", scanner::kMarkLine, base::escape(mark)));
    return keep_times(disk, root, [&] { return write_root_file(disk, root, old, run, text); });
}

base::Result<void> remove_mark_line(const Disk& disk, int root, const MarkedRun& run) {
    PERMAP_TRY_ASSIGN(const std::optional<RootFile> old, read_root_file(disk.reader, root));
    const std::size_t mark = old ? scanner::mark_line(old->text).size() : 0;
    if (mark == 0) {
        return {};
    }
    return keep_times(disk, root, [&] {
        return mark == old->text.size()
                   ? disk.writer.unlink(root, kMarkedFile)
                   : write_root_file(disk, root, old, run, old->text.substr(mark));
    });
}

} // namespace

base::Result<void> set_mark(const Disk& disk, int root, const MarkedRun& run) {
    const std::string text = fmt::format("run {} file {}", run.id, run.file);
    base::Result<void> set = disk.writer.set_xattr(root, kTrustedMark, text);
    if (!set && (lacks_privilege(set.error()) || has_no_attributes(set.error()))) {
        set = disk.writer.set_xattr(root, kUserMark, text);
    }
    if (!set) {
        return has_no_attributes(set.error()) ? set_mark_line(disk, root, run, text) : set;
    }
    return disk.writer.sync(root);
}

base::Result<void> remove_mark(const Disk& disk, int root, const MarkedRun& run) {
    for (const char* const name : {kTrustedMark, kUserMark}) {
        PERMAP_TRY_ASSIGN(const std::optional<std::string> mark, read_one(disk.reader, root, name));
        if (mark) {
            PERMAP_TRY(disk.writer.remove_xattr(root, name));
        }
    }
    PERMAP_TRY(remove_mark_line(disk, root, run));
    return disk.writer.sync(root);
}

base::Result<std::string> read_mark(const base::FsReader& reader, int root) {
    PERMAP_TRY_ASSIGN(std::optional<std::string> mark, read_attribute(reader, root));
    if (mark) {
        return std::move(*mark);
    }
    PERMAP_TRY_ASSIGN(const std::optional<RootFile> file, read_root_file(reader, root));
    const std::string text = file ? file->text : std::string();
    const std::string_view line = scanner::mark_line(text);
    return line.empty() ? std::string()
                        : std::string(line.substr(scanner::kMarkLine.size(),
                                                  line.size() - scanner::kMarkLine.size() - 1));
}

base::Result<bool> is_mark_in_file(const base::FsReader& reader, int root) {
    PERMAP_TRY_ASSIGN(const std::optional<std::string> mark, read_attribute(reader, root));
    if (mark) {
        return false;
    }
    PERMAP_TRY_ASSIGN(const std::optional<RootFile> file, read_root_file(reader, root));
    return file && !file->text.empty() &&
           scanner::mark_line(file->text).size() == file->text.size();
}

} // namespace permap::mapper
