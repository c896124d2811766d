// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tree_dump.hpp"

#include "base/quote.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <boost/filesystem.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace permap::tests {
namespace {

namespace fs = boost::filesystem;

using SeenInodes = std::map<ino_t, std::string>;

std::string attributes_of(const std::string& path) {
    std::string names(4096, '\0');
    const ssize_t got = ::llistxattr(path.c_str(), names.data(), names.size());
    names.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    std::set<std::string> lines;
    for (std::size_t at = 0; at < names.size();) {
        const std::string name(names.c_str() + at);
        at += name.size() + 1;
        std::string value(65536, '\0');
        const ssize_t size = ::lgetxattr(path.c_str(), name.c_str(), value.data(), value.size());
        value.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        lines.insert(fmt::format(" {}={}", name, base::hex(value)));
    }
    std::string text;
    for (const std::string& line : lines) {
        text += line;
    }
    return text;
}

/// Immutable and append-only.
std::string flags_of(const std::string& path) {
    struct statx status = {};
    if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, 0, &status) != 0) {
        return " no flags";
    }
    const std::uint64_t flags = status.stx_attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND);
    return flags == 0 ? std::string() : fmt::format(" flags {:x}", flags);
}

std::string content_of(const std::string& path, const struct stat& status) {
    if (S_ISLNK(status.st_mode)) {
        return " -> " + fs::read_symlink(path).string();
    }
    if (!S_ISREG(status.st_mode)) {
        return {};
    }
    std::ifstream file(path, std::ios::binary);
    return " " + base::hex(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::string describe(const std::string& path, const std::string& relative, SeenInodes& seen) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
        return "unreadable";
    }
    const bool is_device = S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode);
    std::string text =
        fmt::format("{:06o} {}:{} nlink {} rdev {:x} mtime {}.{}", status.st_mode, status.st_uid,
                    status.st_gid, status.st_nlink, is_device ? status.st_rdev : 0,
                    status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    if (!S_ISDIR(status.st_mode) && status.st_nlink > 1) {
        text += " same as " + seen.try_emplace(status.st_ino, relative).first->second;
    }
    return text + flags_of(path) + attributes_of(path) + content_of(path, status);
}

} // namespace

TreeDump dump_tree(const std::string& root) {
    std::set<std::string> paths;
    for (fs::recursive_directory_iterator at(root), end; at != end; ++at) {
        paths.insert(at->path().string().substr(root.size() + 1));
    }
    SeenInodes seen;
    TreeDump dump = {{".", describe(root, ".", seen)}};
    for (const std::string& path : paths) {
        dump.emplace(path, describe(root + "/" + path, path, seen));
    }
    return dump;
}

std::string difference(const TreeDump& expected, const TreeDump& found) {
    std::vector<TreeDump::value_type> missing;
    std::vector<TreeDump::value_type> added;
    std::ranges::set_difference(expected, found, std::back_inserter(missing));
    std::ranges::set_difference(found, expected, std::back_inserter(added));
    std::ostringstream text;
    for (const auto& [path, line] : missing) {
        text << "- " << base::quote(path) << " " << line << "\n";
    }
    for (const auto& [path, line] : added) {
        text << "+ " << base::quote(path) << " " << line << "\n";
    }
    return text.str();
}

} // namespace permap::tests
