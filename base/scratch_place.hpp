// SPDX-License-Identifier: Apache-2.0
// A directory of our own for trying things, made in somebody's directory and removed with all that
// is in it on every way out but a kill.
#pragma once

#include "base/fd.hpp"
#include "base/stat.hpp"

#include <string>

namespace permap::base {

/// Move-only; removes when it goes.
class ScratchPlace {
public:
    /// Makes the directory `name` (mode 0700) in the open directory `parent`, which outlives it,
    /// and makes sure that it is ours: whoever owns the parent may rename there.
    [[nodiscard]] static Result<ScratchPlace> make(int parent, const std::string& name);

    ScratchPlace(ScratchPlace&& other) noexcept;
    ScratchPlace& operator=(ScratchPlace&&) = delete;
    ScratchPlace(const ScratchPlace&) = delete;
    ScratchPlace& operator=(const ScratchPlace&) = delete;
    ~ScratchPlace();

    [[nodiscard]] int fd() const { return fd_.get(); }

    /// Removes it and gives the parent its times back, where we may. The error says what is left.
    [[nodiscard]] Result<void> remove();

    /// A file without any name in it (O_TMPFILE), gone at once.
    [[nodiscard]] Result<void> make_unnamed_file() const;

private:
    ScratchPlace(int parent, std::string name, Fd fd, const Stat& before);
    [[nodiscard]] Result<void> empty() const;

    int parent_; ///< -1 once removed or moved from
    std::string name_;
    Fd fd_;
    Timestamp atime_; ///< of the parent, before
    Timestamp mtime_;
};

} // namespace permap::base
