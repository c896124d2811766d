// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_place.hpp"

#include "base/fd.hpp"
#include "base/privileges.hpp"
#include "base/quote.hpp"

#include <cerrno>

#include <boost/filesystem.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace permap::mapper {
namespace {

namespace fs = boost::filesystem;

constexpr uid_t kUnmapped = 65534; // how a user namespace shows owners that it does not map
constexpr std::uint64_t kAllIds = 0xffffffff;

bool is_ours(const struct stat& status) {
    return status.st_uid == 0 || status.st_uid == ::geteuid();
}

/// In a user namespace the directories far above may belong to root of the host, who has no id
/// here.
bool may_be_hosts(const struct stat& status) {
    const std::vector<base::IdRange> uids = base::read_privileges().uids;
    const bool has_all = uids.size() == 1 && uids.front().count >= kAllIds;
    return status.st_uid == kUnmapped && !has_all;
}

/// Group bits count as nobody else's where the group is the caller's own, as with the private
/// groups that many distributions give to users. Beside an ACL they say what any entry may allow.
bool can_others_write(const struct stat& status, const std::string& path) {
    if ((status.st_mode & S_IWGRP) != 0) {
        const bool has_acl = ::lgetxattr(path.c_str(), "system.posix_acl_access", nullptr, 0) >= 0;
        if (has_acl || status.st_gid != ::getegid()) {
            return true;
        }
    }
    return (status.st_mode & S_IWOTH) != 0;
}

/// What is wrong with a directory; empty where nothing is.
std::string judge_directory(const struct stat& status, const std::string& path, bool is_above) {
    if (!is_ours(status) && !(is_above && may_be_hosts(status))) {
        return fmt::format("belongs to user {}", status.st_uid);
    }
    // Above, the sticky bit is enough: what is in it belongs to root or to us, as is seen next.
    const bool is_sticky = (status.st_mode & S_ISVTX) != 0;
    return can_others_write(status, path) && !(is_above && is_sticky) ? "can be written by others"
                                                                      : std::string();
}

std::string judge_file(const struct stat& status, const std::string& path) {
    if (!S_ISREG(status.st_mode)) {
        return "is not a regular file";
    }
    if (!is_ours(status)) {
        return fmt::format("belongs to user {}", status.st_uid);
    }
    if (status.st_nlink != 1) {
        return "has other names (hard links)";
    }
    return can_others_write(status, path) ? "can be written by others" : std::string();
}

tl::unexpected<base::Error> refuse(const std::string& what, const std::string& why,
                                   RunPlaceUse use) {
    const char* const advice =
        use == RunPlaceUse::to_create
            ? "name a directory that only you can write, or leave --run away"
            : "if you trust it, move it, with its -wal if there is one, to a directory that only "
              "you can write";
    return base::fail_because(
        fmt::format("{}, so others could decide what a run writes: {}", why, advice), what);
}

/// Opens the directory from the root down: no name that was judged can be replaced by others later.
base::Result<base::Fd> open_directory(const fs::path& directory, RunPlaceUse use) {
    base::Fd at;
    fs::path path;
    for (const fs::path& name : directory) {
        path /= name;
        base::Fd next(::openat(at ? at.get() : AT_FDCWD, name.c_str(),
                               O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        struct stat status {};
        if (!next || ::fstat(next.get(), &status) != 0) {
            return base::fail(errno, "open", path.string());
        }
        const std::string why = judge_directory(status, path.string(), path != directory);
        if (!why.empty()) {
            return refuse(path.string(), "this directory " + why, use);
        }
        at = std::move(next);
    }
    return at;
}

} // namespace

base::Result<std::string> absolute_place(const std::string& file) {
    boost::system::error_code error;
    const fs::path here = fs::path(file).is_absolute() ? fs::path() : fs::current_path(error);
    if (error) {
        return base::fail(error.value(), "getcwd", file);
    }
    const fs::path absolute = here / file;
    const fs::path directory = fs::canonical(absolute.parent_path(), error);
    if (error) {
        return base::fail(error.value(), "open", absolute.parent_path().string());
    }
    return (directory / absolute.filename()).string();
}

base::Result<std::string> check_run_place(const std::string& path, RunPlaceUse use) {
    PERMAP_TRY_ASSIGN(const fs::path place, absolute_place(path));
    const fs::path directory = place.parent_path();
    PERMAP_TRY_ASSIGN(const base::Fd opened, open_directory(directory, use));
    const std::string name = place.filename().string();
    for (const char* const suffix : {"", "-journal", "-wal", "-shm"}) {
        const std::string file = (directory / (name + suffix)).string();
        struct stat status {};
        if (::fstatat(opened.get(), (name + suffix).c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno == ENOENT) {
                continue;
            }
            return base::fail(errno, "stat", file);
        }
        const std::string why = judge_file(status, file);
        if (!why.empty()) {
            return refuse(file, why, use);
        }
    }
    return place.string();
}

} // namespace permap::mapper
