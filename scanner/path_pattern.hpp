// SPDX-License-Identifier: Apache-2.0
// PathPattern: a pattern for entries below a root, as --exclude and policies have it. One that
// could never match is refused: whoever wrote it believes that it does something.
#pragma once

#include "base/result.hpp"
#include "codec/kind.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace permap::scanner {

class PathPattern {
public:
    /// An fnmatch(3) pattern, where `*` matches `/`, too. Without a '/' it matches names, else
    /// paths relative to the root; `./NAME` is in the root itself, also where NAME has a `*`,
    /// `NAME/` a directory, `.` the root. The error has a clause about what is wrong.
    [[nodiscard]] static base::Result<PathPattern> parse(std::string_view pattern);

    /// `path_of` gives the path of a name, relative to the root; asked only where it is needed.
    [[nodiscard]] bool matches(const std::string& name, codec::Kind kind,
                               const std::function<std::string()>& path_of) const;

    /// The same of a path relative to the root.
    [[nodiscard]] bool matches_path(const std::string& path, codec::Kind kind) const;

    /// Whether it stands for the root itself.
    [[nodiscard]] bool is_root() const { return text_ == "."; }
    /// Names and slashes alone: without the `./` and the last '/'.
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
    bool is_path_ = false;
    bool is_in_root_ = false; ///< one name, of the root's own entries
    bool is_directory_ = false;
};

} // namespace permap::scanner
