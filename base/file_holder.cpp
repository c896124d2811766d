// SPDX-License-Identifier: Apache-2.0
#include "base/file_holder.hpp"

#include "base/fd.hpp"
#include "base/file_below.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::base {
namespace {

std::optional<int> parse_process(const std::string& name) {
    int process = 0;
    const char* const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data(), end, process);
    return error == std::errc() && rest == end ? std::optional(process) : std::nullopt;
}

std::string last_part(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

/// The names in a directory; none where it cannot be read: another user's process, or one that
/// ended.
std::vector<std::string> names_of(const Fd& directory) {
    return directory ? names_in(directory.get()).value_or(std::vector<std::string>())
                     : std::vector<std::string>();
}

std::string link_at(int dirfd, const std::string& name) {
    std::array<char, PATH_MAX> target;
    const ssize_t length = ::readlinkat(dirfd, name.c_str(), target.data(), target.size());
    return {target.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
}

/// Only what has the file's own name is looked at: a descriptor may lead to a server that is gone.
bool is_open_in(const Fd& descriptors, const std::string& name, const struct stat& file) {
    for (const std::string& number : names_of(descriptors)) {
        struct stat found = {};
        if (last_part(link_at(descriptors.get(), number)) == name &&
            ::fstatat(descriptors.get(), number.c_str(), &found, 0) == 0 &&
            found.st_dev == file.st_dev && found.st_ino == file.st_ino) {
            return true;
        }
    }
    return false;
}

} // namespace

std::optional<int> find_holder(const std::string& file) {
    constexpr int kToList = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    struct stat status = {};
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(file.c_str(), nullptr), &::free);
    if (!real || ::stat(real.get(), &status) != 0) {
        return std::nullopt;
    }
    const std::string name = last_part(real.get());
    const Fd processes(::open("/proc", kToList));
    for (const std::string& entry : names_of(processes)) {
        const std::optional<int> process = parse_process(entry);
        if (!process || *process == ::getpid()) {
            continue;
        }
        const Fd descriptors(::openat(processes.get(), (entry + "/fd").c_str(), kToList));
        if (is_open_in(descriptors, name, status)) {
            return process;
        }
    }
    return std::nullopt;
}

} // namespace permap::base
