// SPDX-License-Identifier: Apache-2.0
#include "scanner/path_pattern.hpp"

#include <algorithm>

#include <fnmatch.h>

namespace permap::scanner {
namespace {

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

} // namespace

base::Result<PathPattern> PathPattern::parse(std::string_view pattern) {
    if (pattern.empty()) {
        return base::fail_because("an empty pattern matches nothing");
    }
    if (const char* const fault = find_fault(pattern)) {
        return base::fail_because(fault);
    }
    PathPattern meant;
    meant.is_path_ = pattern.starts_with("./");
    for (std::string_view rest = pattern; !rest.empty();) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        const std::string_view part = rest.substr(0, end);
        meant.is_directory_ = end < rest.size(); // the last part decides
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (part == "..") {
            return base::fail_because("has '..' in it, which is in no path of an entry");
        }
        if (!part.empty() && part != ".") {
            meant.is_path_ = meant.is_path_ || !meant.text_.empty();
            meant.text_.append(meant.text_.empty() ? "" : "/").append(part);
        }
    }
    if (meant.text_.empty()) {
        meant.text_ = ".";
    }
    meant.is_in_root_ =
        pattern.starts_with("./") && !meant.is_root() && meant.text_.find('/') == std::string::npos;
    return meant;
}

bool PathPattern::matches(const std::string& name, codec::Kind kind,
                          const std::function<std::string()>& path_of) const {
    if (is_directory_ && kind != codec::Kind::directory) {
        return false;
    }
    if (!is_path_) {
        return ::fnmatch(text_.c_str(), name.c_str(), 0) == 0;
    }
    const std::string path = path_of();
    const bool is_elsewhere = is_in_root_ && (path == "." || path.find('/') != std::string::npos);
    return !is_elsewhere && ::fnmatch(text_.c_str(), path.c_str(), 0) == 0;
}

bool PathPattern::matches_path(const std::string& path, codec::Kind kind) const {
    const std::size_t slash = path.rfind('/');
    return matches(slash == std::string::npos ? path : path.substr(slash + 1), kind,
                   [&] { return path; });
}

} // namespace permap::scanner
