// SPDX-License-Identifier: Apache-2.0
#include "base/file_below.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace permap::base {
namespace {

/// RESOLVE_IN_ROOT: links, also absolute ones and "..", stay below `root` (Linux 5.6).
Fd open_in_root(int root, const std::string& path, int flags) {
    open_how how = {};
    how.flags = static_cast<unsigned>(flags | O_CLOEXEC);
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    return Fd(static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how)));
}

} // namespace

Result<Fd> open_system_root(const std::string& path) {
    Fd fd(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd) {
        return fail(errno, "open", path);
    }
    return fd;
}

Result<FoundFile> find_file_below(int root, const std::string& path) {
    return find_regular(open_in_root(root, path, O_PATH), path);
}

Result<std::string> read_file_below(int root, const std::string& path, std::size_t limit) {
    PERMAP_TRY_ASSIGN(const FoundFile file, find_file_below(root, path));
    return read_found(file, path, limit);
}

Result<std::string> read_named_file(const std::string& path, std::size_t limit) {
    PERMAP_TRY_ASSIGN(const FoundFile file,
                      find_regular(Fd(::open(path.c_str(), O_PATH | O_CLOEXEC)), path));
    return read_found(file, path, limit);
}

Result<std::vector<std::string>> list_names_below(int root, const std::string& path) {
    const Fd fd = open_in_root(root, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    if (!fd && errno == ENOENT) {
        return std::vector<std::string>();
    }
    if (!fd) {
        return fail(errno, "open", path);
    }
    return names_in(fd.get()).map_error(
        [&](Error error) { return with_path(std::move(error), path); });
}

Result<std::vector<std::string>> names_in(int fd) {
    Fd own(::openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(own ? ::fdopendir(own.get()) : nullptr,
                                                     ::closedir);
    if (!stream) {
        return fail(errno, "opendir");
    }
    std::ignore = own.release(); // the stream's now
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* const entry = ::readdir(stream.get())) { // NOLINT(concurrency-mt-unsafe)
        const std::string name = entry->d_name;
        if (name != "." && name != "..") {
            names.push_back(name);
        }
        errno = 0;
    }
    if (errno != 0) { // a list that was cut short is none
        return fail(errno, "readdir");
    }
    std::ranges::sort(names);
    return names;
}

} // namespace permap::base
