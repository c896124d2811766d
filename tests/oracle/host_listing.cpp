// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/host_listing.hpp"

#include "base/quote.hpp"

#include <fstream>
#include <iterator>
#include <ostream>

#include <gtest/gtest.h>

#include <boost/filesystem.hpp>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace permap::oracle {
namespace {

namespace fs = boost::filesystem;

constexpr std::size_t kLargest = 65536; // XATTR_SIZE_MAX, XATTR_LIST_MAX

std::string read_xattr(const std::string& path, const char* name) {
    std::string value(kLargest, '\0');
    const ssize_t size = ::lgetxattr(path.c_str(), name, value.data(), value.size());
    EXPECT_GE(size, 0) << name << " of " << base::quote(path);
    value.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return value;
}

std::map<std::string, std::string> read_xattrs(const std::string& path) {
    std::string names(kLargest, '\0');
    const ssize_t size = ::llistxattr(path.c_str(), names.data(), names.size());
    EXPECT_GE(size, 0) << base::quote(path);
    std::map<std::string, std::string> xattrs;
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
        const std::string name = names.c_str() + at;
        xattrs.emplace(name, read_xattr(path, name.c_str()));
        at += name.size() + 1;
    }
    return xattrs;
}

std::string read_content(const std::string& path, std::uint32_t mode) {
    if (S_ISLNK(mode)) {
        std::string target(kLargest, '\0');
        const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
        target.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return target;
    }
    if (!S_ISREG(mode)) {
        return {};
    }
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

HostEntry read_entry(const std::string& path) {
    struct stat facts {};
    EXPECT_EQ(::lstat(path.c_str(), &facts), 0) << base::quote(path);
    HostEntry entry;
    entry.mode = facts.st_mode;
    entry.uid = facts.st_uid;
    entry.gid = facts.st_gid;
    entry.rdev = facts.st_rdev;
    entry.nlink = facts.st_nlink;
    entry.size = facts.st_size > 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
    entry.inode = facts.st_ino;
    entry.mtime = {.seconds = static_cast<std::uint64_t>(facts.st_mtim.tv_sec),
                   .nanoseconds = static_cast<std::uint64_t>(facts.st_mtim.tv_nsec)};
    entry.content = read_content(path, facts.st_mode);
    entry.xattrs = read_xattrs(path);
    return entry;
}

/// The map is sorted, so the first name of an inode is always the same one.
void name_link_groups(HostListing& listing) {
    std::map<std::uint64_t, std::string> first_names;
    for (auto& [path, entry] : listing) {
        entry.first_name = first_names.emplace(entry.inode, path).first->second;
    }
}

} // namespace

std::ostream& operator<<(std::ostream& out, const HostEntry& entry) {
    out << fmt::format("{{mode {:o}, {}:{}, rdev {:#x}, nlink {}, size {}, inode {}, mtime "
                       "{}.{:09}, linked to {}, content {}",
                       entry.mode, entry.uid, entry.gid, entry.rdev, entry.nlink, entry.size,
                       entry.inode, entry.mtime.seconds, entry.mtime.nanoseconds,
                       base::quote(entry.first_name), base::quote(entry.content.substr(0, 80)));
    for (const auto& [name, value] : entry.xattrs) {
        out << ", " << base::quote(name) << '=' << base::hex(value);
    }
    return out << '}';
}

HostListing list_host(const std::string& root) {
    HostListing listing;
    listing.emplace(".", read_entry(root));
    boost::system::error_code error;
    fs::recursive_directory_iterator at(root, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
        const std::string path = at->path().string();
        listing.emplace(path.substr(root.size() + 1), read_entry(path));
    }
    EXPECT_FALSE(error) << error.message();
    name_link_groups(listing);
    return listing;
}

} // namespace permap::oracle
