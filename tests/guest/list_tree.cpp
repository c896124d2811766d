// SPDX-License-Identifier: Apache-2.0
// usage: list_tree DIRECTORY
//
// Prints what everybody can see of everything below DIRECTORY: a line per name with type and mode,
// owner, device number, size, link count, time of change of the contents, link target, ACLs. The
// same program runs on the host and in the guest, so it is linked statically and knows nothing of
// permap. Left out is what a server may show differently: sizes, link counts and inode numbers of
// directories, block counts, times of access and of change of the inode.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace {

[[noreturn]] void give_up(const char* operation, std::string_view path) {
    std::fprintf(stderr, "list_tree: %s '%.*s': %s\n", operation, static_cast<int>(path.size()),
                 path.data(), std::strerror(errno)); // NOLINT(concurrency-mt-unsafe): one thread
    std::exit(EXIT_FAILURE);                         // NOLINT(concurrency-mt-unsafe)
}

/// Bytes as text without blanks: whatever is not a plain character becomes \xNN.
std::string escape(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > ' ' && byte < 0x7f && c != '\\') {
            text += c;
            continue;
        }
        std::array<char, 5> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "\\x%02x", byte);
        text += buffer.data();
    }
    return text;
}

std::string hex(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        std::array<char, 3> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%02x", static_cast<unsigned char>(c));
        text += buffer.data();
    }
    return text;
}

/// An ACL, or "-" where there is none or this place has none to show.
std::string read_acl(const std::string& name, const char* attribute, std::string_view path) {
    std::array<char, 65536> value{};
    const ssize_t size = ::lgetxattr(name.c_str(), attribute, value.data(), value.size());
    if (size >= 0) {
        return hex({value.data(), static_cast<std::size_t>(size)});
    }
    if (errno == ENODATA || errno == EOPNOTSUPP) {
        return "-";
    }
    give_up(attribute, path);
}

std::string read_link(const std::string& name, std::string_view path) {
    std::array<char, 65536> target{};
    const ssize_t size = ::readlink(name.c_str(), target.data(), target.size());
    if (size < 0) {
        give_up("readlink", path);
    }
    return escape({target.data(), static_cast<std::size_t>(size)});
}

std::string describe(const std::string& name, const struct stat& status, const std::string& path) {
    const bool is_directory = S_ISDIR(status.st_mode);
    const bool is_link = S_ISLNK(status.st_mode);
    const bool is_device = S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode);
    std::string line = escape(path);
    std::array<char, 160> numbers{};
    std::snprintf(numbers.data(), numbers.size(), " %06o %u:%u %u:%u %lld %llu %lld.%09ld",
                  status.st_mode, status.st_uid, status.st_gid,
                  is_device ? major(status.st_rdev) : 0, is_device ? minor(status.st_rdev) : 0,
                  is_directory ? 0LL : static_cast<long long>(status.st_size),
                  is_directory ? 0ULL : static_cast<unsigned long long>(status.st_nlink),
                  static_cast<long long>(status.st_mtim.tv_sec), status.st_mtim.tv_nsec);
    line += numbers.data();
    line += is_link ? " to " + read_link(name, path) : " -";
    line += " " + (is_link ? "-" : read_acl(name, "system.posix_acl_access", path));
    line += " " + (is_directory ? read_acl(name, "system.posix_acl_default", path) : "-");
    return line;
}

std::vector<std::string> read_names(std::string_view path) {
    DIR* const directory = ::opendir(".");
    if (directory == nullptr) {
        give_up("opendir", path);
    }
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* const entry = ::readdir(directory)) { // NOLINT(concurrency-mt-unsafe)
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") {
            names.emplace_back(name);
        }
    }
    if (errno != 0) {
        give_up("readdir", path);
    }
    ::closedir(directory);
    return names;
}

/// Lists the working directory. By names in it, so that no path is looked up again and again: that
/// is a message to the server for each of its components.
void list(const std::string& prefix, std::vector<std::string>& lines) {
    for (const std::string& name : read_names(prefix)) {
        const std::string path = prefix + name;
        struct stat status = {};
        if (::lstat(name.c_str(), &status) != 0) {
            give_up("lstat", path);
        }
        lines.push_back(describe(name, status, path));
        if (!S_ISDIR(status.st_mode)) {
            continue;
        }
        if (::chdir(name.c_str()) != 0) {
            give_up("chdir", path);
        }
        list(path + "/", lines);
        if (::chdir("..") != 0) {
            give_up("chdir", path);
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    struct stat status = {};
    if (argc != 2 || ::chdir(argv[1]) != 0 || ::lstat(".", &status) != 0) {
        give_up("chdir", argc == 2 ? argv[1] : "no directory");
    }
    std::vector<std::string> lines{describe(".", status, ".")};
    list("", lines);

    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines) {
        std::puts(line.c_str());
    }
    return std::fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
