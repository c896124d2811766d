// SPDX-License-Identifier: Apache-2.0
#include "base/file_holder.hpp"

#include <charconv>

#include <boost/filesystem.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::base {
namespace {

namespace fs = boost::filesystem;

std::optional<int> parse_process(const std::string& name) {
    int process = 0;
    const char* const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data(), end, process);
    return error == std::errc() && rest == end ? std::optional(process) : std::nullopt;
}

/// Only what has the file's own name is looked at: a descriptor may lead to a server that is gone.
bool is_open_in(const fs::path& descriptors, const std::string& name, const struct stat& file) {
    boost::system::error_code error;
    for (fs::directory_iterator at(descriptors, error), end; !error && at != end;
         at.increment(error)) {
        boost::system::error_code unread;
        const fs::path target = fs::read_symlink(at->path(), unread);
        struct stat found {};
        if (!unread && target.filename().string() == name &&
            ::stat(at->path().c_str(), &found) == 0 && found.st_dev == file.st_dev &&
            found.st_ino == file.st_ino) {
            return true;
        }
    }
    return false;
}

} // namespace

std::optional<int> find_holder(const std::string& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
        return std::nullopt;
    }
    boost::system::error_code error;
    const std::string name = fs::canonical(file, error).filename().string();
    for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
        const std::optional<int> process = parse_process(at->path().filename().string());
        if (process && *process != ::getpid() && is_open_in(at->path() / "fd", name, status)) {
            return process;
        }
    }
    return std::nullopt;
}

} // namespace permap::base
