// SPDX-License-Identifier: Apache-2.0
#include "mapper/mark.hpp"

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

} // namespace

base::Result<void> set_mark(const Disk& disk, int root, std::string_view run_id,
                            std::string_view run_file) {
    const std::string text = fmt::format("run {} file {}", run_id, run_file);
    base::Result<void> set = disk.writer.set_xattr(root, kTrustedMark, text);
    if (!set && (lacks_privilege(set.error()) || has_no_attributes(set.error()))) {
        set = disk.writer.set_xattr(root, kUserMark, text);
    }
    if (!set) {
        return has_no_attributes(set.error()) ? base::Result<void>() : set;
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
    return disk.writer.sync(root);
}

base::Result<std::string> read_mark(const base::FsReader& reader, int root) {
    for (const char* const name : {kTrustedMark, kUserMark}) {
        PERMAP_TRY_ASSIGN(std::optional<std::string> mark, read_one(reader, root, name));
        if (mark) {
            return std::move(*mark);
        }
    }
    return std::string();
}

} // namespace permap::mapper
