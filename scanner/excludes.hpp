// SPDX-License-Identifier: Apache-2.0
// Excludes: what --exclude leaves out of a walk. A pattern that could never match is refused:
// whoever wrote it believes that something is left alone.
#pragma once

#include "base/result.hpp"
#include "codec/kind.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace permap::scanner {

class Excludes {
public:
    Excludes() = default;

    /// fnmatch(3) patterns, where `*` matches `/`, too. Without a '/' one matches names, else paths
    /// relative to the root; `./NAME` is in the root itself, `NAME/` a directory. Absolute paths
    /// are taken below `roots`, the names of the root; those below `other_roots` are left out. The
    /// error names the pattern.
    [[nodiscard]] static base::Result<Excludes>
    parse(std::span<const std::string> patterns, std::span<const std::string> roots = {},
          std::span<const std::string> other_roots = {});

    /// `path_of` gives the path of a name, relative to the root; asked only where a pattern needs
    /// it.
    [[nodiscard]] bool matches(const std::string& name, codec::Kind kind,
                               const std::function<std::string()>& path_of) const;

private:
    struct Pattern {
        std::string text;
        bool is_path = false;
        bool is_directory = false;
    };

    [[nodiscard]] static base::Result<Pattern> normalise(const std::string& pattern);

    std::vector<Pattern> patterns_;
};

} // namespace permap::scanner
