// SPDX-License-Identifier: Apache-2.0
// Excludes: what --exclude leaves out of a walk. A pattern that could never match is refused:
// whoever wrote it believes that something is left alone.
#pragma once

#include "base/result.hpp"
#include "scanner/path_pattern.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace permap::scanner {

class Excludes {
public:
    Excludes() = default;

    /// Patterns as PathPattern takes them, but for the root itself. Absolute paths are taken below
    /// `roots`, the names of the root; those below `other_roots` are left out. The error names the
    /// pattern.
    [[nodiscard]] static base::Result<Excludes>
    parse(std::span<const std::string> patterns, std::span<const std::string> roots = {},
          std::span<const std::string> other_roots = {});

    /// `path_of` gives the path of a name, relative to the root; asked only where a pattern needs
    /// it.
    [[nodiscard]] bool matches(const std::string& name, codec::Kind kind,
                               const std::function<std::string()>& path_of) const;

    /// Whether the entry at this path relative to the root, or a directory above it, is left out.
    [[nodiscard]] bool leaves_out(const std::string& path, codec::Kind kind) const;

private:
    std::vector<PathPattern> patterns_;
};

} // namespace permap::scanner
