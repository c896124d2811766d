// SPDX-License-Identifier: Apache-2.0
// ScratchDirectory: a real directory for one test, removed with everything in it, and short ways
// to put objects there. Failures throw: a test without its directory has nothing to say.
#pragma once

#include "base/fd.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace permap::tests {

/// A directory to put things in; somebody else owns it.
class Workplace {
public:
    explicit Workplace(std::string path) : path_(std::move(path)) {}

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string path_of(std::string_view relative) const;

    /// Opened O_RDONLY | O_DIRECTORY.
    [[nodiscard]] base::Fd open(std::string_view relative = ".") const;
    /// O_PATH, the last component not followed.
    [[nodiscard]] base::Fd open_path(std::string_view relative) const;

    void make_file(std::string_view relative, std::string_view content = {},
                   std::uint32_t mode = 0644) const;
    void make_directory(std::string_view relative, std::uint32_t mode = 0755) const;
    void make_symlink(std::string_view relative, const std::string& target) const;
    /// `mode` with type bits; a fifo or socket needs no privilege.
    void make_special(std::string_view relative, std::uint32_t mode, std::uint64_t rdev = 0) const;
    void make_link(std::string_view existing, std::string_view added) const;
    void set_mode(std::string_view relative, std::uint32_t mode) const;
    /// lchown(2).
    void set_owner(std::string_view relative, std::uint32_t uid, std::uint32_t gid) const;
    /// lsetxattr(2).
    void set_xattr(std::string_view relative, const char* name, std::string_view value) const;
    /// The same atime and mtime.
    void set_times(std::string_view relative, std::int64_t seconds) const;

private:
    std::string path_;
};

/// A new empty directory. Not copied, not moved.
class ScratchDirectory : public Workplace {
public:
    /// Where it is made: `disk` below TMPDIR (or /tmp); `memory` on a tmpfs that takes user
    /// attributes where there is one, for tests of many fsyncs.
    enum class Place { disk, memory };

    explicit ScratchDirectory(Place place = Place::disk);
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;
    ~ScratchDirectory();
};

/// Removes what `name` in `dirfd` is, with all below; paths may be longer than PATH_MAX.
void remove_tree(int dirfd, const char* name);

} // namespace permap::tests
