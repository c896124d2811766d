// SPDX-License-Identifier: Apache-2.0
// ScratchExport: a directory of the host for one test, with a look at what a server left in it.
#pragma once

#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <sys/stat.h>

namespace permap::oracle {

/// A new empty directory below TMPDIR (or /tmp), removed with everything in it. Move-only.
class ScratchExport {
public:
    [[nodiscard]] static base::Result<ScratchExport> create();

    ScratchExport(ScratchExport&& other) noexcept;
    ScratchExport& operator=(ScratchExport&& other) noexcept;
    ScratchExport(const ScratchExport&) = delete;
    ScratchExport& operator=(const ScratchExport&) = delete;
    ~ScratchExport();

    [[nodiscard]] const std::string& path() const { return path_; }
    /// The host path of `relative`; the export itself for an empty one.
    [[nodiscard]] std::string path_of(std::string_view relative) const;

    /// lstat(2).
    [[nodiscard]] base::Result<struct stat> stat_of(std::string_view relative) const;
    /// lgetxattr(2); nothing when the attribute is absent.
    [[nodiscard]] base::Result<std::optional<std::string>> xattr_of(std::string_view relative,
                                                                    const std::string& name) const;
    /// The bytes of a regular file.
    [[nodiscard]] base::Result<std::string> content_of(std::string_view relative) const;

private:
    explicit ScratchExport(std::string path) : path_(std::move(path)) {}

    std::string path_; // empty once moved from
};

} // namespace permap::oracle
