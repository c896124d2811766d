// SPDX-License-Identifier: Apache-2.0
#include "scanner/excludes.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fnmatch.h>

namespace permap::scanner {
namespace {

tl::unexpected<base::Error> refuse(const std::string& pattern, std::string why) {
    return tl::unexpected(base::Error{.code = std::make_error_code(std::errc::invalid_argument),
                                      .operation = "--exclude",
                                      .path = pattern,
                                      .detail = std::move(why)});
}

/// The end of the bracket expression that begins at `at`: past its ']'; npos where there is none.
/// As in fnmatch(3): a ']' that comes first is an ordinary one, and classes have brackets inside.
std::size_t end_of_bracket(std::string_view text, std::size_t at) {
    ++at;
    if (at < text.size() && (text[at] == '!' || text[at] == '^')) {
        ++at;
    }
    for (std::size_t first = at; at < text.size(); ++at) {
        if (text[at] == ']' && at != first) {
            return at + 1;
        }
        const bool is_class = text[at] == '[' && at + 1 < text.size() &&
                              std::string_view(":.=").find(text[at + 1]) != std::string_view::npos;
        if (is_class) {
            const std::size_t end = text.find(std::string{text[at + 1], ']'}, at + 2);
            if (end == std::string_view::npos) {
                return end;
            }
            at = end + 1;
        } else if (text[at] == '\\') {
            ++at;
        }
    }
    return std::string_view::npos;
}

/// What is wrong with the pattern as fnmatch(3) reads it; nullptr where nothing is.
const char* find_fault(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '\\') {
            if (at + 1 == text.size()) {
                return "ends in a backslash, which has nothing to stand before: write \\\\ for one";
            }
            at += 2;
        } else if (text[at] == '[') {
            at = end_of_bracket(text, at);
            if (at == std::string_view::npos) {
                return "has a '[' without its ']': write \\[ where the name has one";
            }
        } else {
            ++at;
        }
    }
    return nullptr;
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

base::Result<Excludes::Pattern> Excludes::normalise(const std::string& pattern) {
    if (const char* const fault = find_fault(pattern)) {
        return refuse(pattern, fault);
    }
    Pattern meant = {.text = {}, .is_path = pattern.starts_with("./"), .is_directory = false};
    std::string_view rest = pattern;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        const std::string_view part = rest.substr(0, end);
        meant.is_directory = end < rest.size(); // the last part decides
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (part == "..") {
            return refuse(pattern, "has '..' in it, which is in no path of an entry");
        }
        if (!part.empty() && part != ".") {
            meant.is_path = meant.is_path || !meant.text.empty();
            meant.text.append(meant.text.empty() ? "" : "/").append(part);
        }
    }
    if (meant.text.empty()) {
        return refuse(pattern, "is the root itself, which cannot be left out");
    }
    return meant;
}

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
        const base::Result<Pattern> meant = normalise(*relative);
        if (!meant) {
            return refuse(pattern, meant.error().detail);
        }
        excludes.patterns_.push_back(*meant);
    }
    return excludes;
}

bool Excludes::matches(const std::string& name, codec::Kind kind,
                       const std::function<std::string()>& path_of) const {
    std::optional<std::string> path;
    return std::ranges::any_of(patterns_, [&](const Pattern& pattern) {
        if (pattern.is_directory && kind != codec::Kind::directory) {
            return false;
        }
        if (pattern.is_path && !path) {
            path = path_of();
        }
        const std::string& text = pattern.is_path ? *path : name;
        return ::fnmatch(pattern.text.c_str(), text.c_str(), 0) == 0;
    });
}

} // namespace permap::scanner
