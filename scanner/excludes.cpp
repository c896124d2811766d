// SPDX-License-Identifier: Apache-2.0
#include "scanner/excludes.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace permap::scanner {
namespace {

tl::unexpected<base::Error> refuse(const std::string& pattern, std::string why) {
    return tl::unexpected(base::Error{.code = std::make_error_code(std::errc::invalid_argument),
                                      .operation = "--exclude",
                                      .path = pattern,
                                      .detail = std::move(why)});
}

/// What follows `root` in the pattern; nothing where it is outside.
std::optional<std::string> below(std::string_view root, std::string_view pattern) {
    while (root.ends_with('/')) {
        root.remove_suffix(1);
    }
    if (!pattern.starts_with(root) ||
        (pattern.size() > root.size() && pattern[root.size()] != '/')) {
        return std::nullopt;
    }
    return "./" + std::string(pattern.substr(root.size()));
}

std::optional<std::string> below_one(std::span<const std::string> roots, std::string_view pattern) {
    for (const std::string& root : roots) {
        if (auto rest = below(root, pattern)) {
            return rest;
        }
    }
    return std::nullopt;
}

} // namespace

base::Result<Excludes> Excludes::parse(std::span<const std::string> patterns,
                                       std::span<const std::string> roots,
                                       std::span<const std::string> other_roots) {
    Excludes excludes;
    for (const std::string& pattern : patterns) {
        if (pattern.empty()) {
            return refuse(pattern, "an empty pattern matches nothing");
        }
        std::optional<std::string> relative = pattern;
        if (pattern.starts_with('/')) {
            relative = below_one(roots, pattern);
            if (!relative && below_one(other_roots, pattern)) {
                continue;
            }
        }
        if (!relative) {
            return refuse(pattern, "is outside the tree: write ./NAME for a name in its root, NAME "
                                   "for one anywhere");
        }
        base::Result<PathPattern> meant = PathPattern::parse(*relative);
        if (!meant) {
            return refuse(pattern, meant.error().detail);
        }
        if (meant->is_root()) {
            return refuse(pattern, "is the root itself, which cannot be left out");
        }
        excludes.patterns_.push_back(std::move(*meant));
    }
    return excludes;
}

bool Excludes::matches(const std::string& name, codec::Kind kind,
                       const std::function<std::string()>& path_of) const {
    std::optional<std::string> path;
    const auto path_once = [&]() -> const std::string& {
        if (!path) {
            path = path_of();
        }
        return *path;
    };
    return std::ranges::any_of(patterns_, [&](const PathPattern& pattern) {
        return pattern.matches(name, kind, path_once);
    });
}

bool Excludes::leaves_out(const std::string& path, codec::Kind kind) const {
    if (path == "." || patterns_.empty()) {
        return false;
    }
    for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
        const bool is_itself = end == std::string::npos;
        const std::string above = path.substr(0, end);
        const std::size_t slash = above.rfind('/');
        const std::string name = slash == std::string::npos ? above : above.substr(slash + 1);
        if (matches(name, is_itself ? kind : codec::Kind::directory,
                    [&] { return std::string(above); })) {
            return true;
        }
        if (is_itself) {
            return false;
        }
    }
}

} // namespace permap::scanner
