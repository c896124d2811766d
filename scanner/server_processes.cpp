// SPDX-License-Identifier: Apache-2.0
#include "scanner/server_processes.hpp"

#include "base/fd.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <memory>
#include <sstream>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace permap::scanner {
namespace {

/// A command line or a list of mounts longer than this is cut.
constexpr std::size_t kMostBytes = std::size_t{16} * 1024 * 1024;

std::string_view last_component(std::string_view path) {
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

std::optional<ServerProgram> recognise_name(std::string_view name) {
    // qemu-img, qemu-nbd and qemu-ga are none: they export no directory
    if (name.starts_with("qemu-system") || name == "qemu-kvm" || name == "kvm" || name == "qemu") {
        return ServerProgram::qemu;
    }
    if (name == "virtiofsd" || name == "virtiofsd-rs") {
        return ServerProgram::virtiofsd;
    }
    return std::nullopt;
}

/// The bytes of a file below an open directory; nothing where it cannot be read.
std::optional<std::string> read_file(int dirfd, const char* name) {
    const base::Fd fd(::openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd) {
        return std::nullopt;
    }
    std::string text;
    std::array<char, 4096> buffer;
    while (text.size() < kMostBytes) {
        const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
        if (got < 0 && errno != EINTR) {
            return std::nullopt; // ESRCH: it has ended
        }
        if (got == 0) {
            break;
        }
        text.append(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    }
    return text;
}

std::string read_link(int dirfd, const char* name) {
    std::array<char, PATH_MAX> buffer;
    const ssize_t got = ::readlinkat(dirfd, name, buffer.data(), buffer.size());
    return got < 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(got));
}

std::vector<std::string> split_words(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find('\0'));
        words.emplace_back(word);
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return words;
}

/// What follows "Uid:" and the like in a status or fdinfo file; empty where there is no such line.
std::istringstream line_of(const std::string& text, const std::string& key) {
    const bool is_first = text.starts_with(key);
    const std::size_t at = is_first ? 0 : text.find("\n" + key);
    if (at == std::string::npos) {
        return std::istringstream();
    }
    const std::size_t from = at + key.size() + (is_first ? 0 : 1);
    return std::istringstream(text.substr(from, text.find('\n', from) - from));
}

std::uint32_t effective_id(const std::string& status, const std::string& key) {
    std::uint32_t real = 0;
    std::uint32_t effective = 0;
    line_of(status, key) >> real >> effective;
    return effective;
}

std::vector<std::uint32_t> supplementary_groups(const std::string& status) {
    std::vector<std::uint32_t> groups;
    std::istringstream line = line_of(status, "Groups:");
    for (std::uint32_t group = 0; line >> group;) {
        groups.push_back(group);
    }
    return groups;
}

/// Calls `use` with each name that is a number; false, with errno, where the directory cannot be
/// read.
template <typename Use>
bool for_each_number(int dirfd, const char* name, Use use) {
    const int fd = ::openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(fd < 0 ? nullptr : ::fdopendir(fd),
                                                        ::closedir);
    if (!directory) {
        return false;
    }
    while (const dirent* const entry =
               ::readdir(directory.get())) { // NOLINT(concurrency-mt-unsafe): a stream of our own
        int number = 0;
        const std::string_view text(entry->d_name);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size()) {
            use(number);
        }
    }
    return true;
}

std::optional<FsPlace> find_place(int process, int descriptor, const std::vector<Mount>& mounts,
                                  const std::string& path) {
    const std::optional<std::string> info =
        read_file(process, fmt::format("fdinfo/{}", descriptor).c_str());
    std::uint64_t mount_id = 0;
    if (!info || !(line_of(*info, "mnt_id:") >> mount_id)) {
        return std::nullopt;
    }
    const Mount* const mount = find_mount(mounts, mount_id);
    return mount == nullptr ? std::nullopt : place_on(*mount, path);
}

/// The descriptor, where it is a directory. Following the link of /proc opens nothing.
std::optional<OpenDirectory> read_descriptor(int process, int descriptor,
                                             const std::vector<Mount>& mounts) {
    const std::string name = fmt::format("fd/{}", descriptor);
    struct statx status = {};
    // no waiting for the server of a network file system that is away
    if (::statx(process, name.c_str(), AT_STATX_DONT_SYNC, STATX_TYPE | STATX_INO, &status) != 0 ||
        !S_ISDIR(status.stx_mode)) {
        return std::nullopt;
    }
    OpenDirectory open = {.descriptor = descriptor,
                          .device = makedev(status.stx_dev_major, status.stx_dev_minor),
                          .inode = status.stx_ino,
                          .path = read_link(process, name.c_str()),
                          .place = {}};
    open.place = find_place(process, descriptor, mounts, open.path);
    return open;
}

void read_descriptors(int process, ServerProcess& found) {
    const std::vector<Mount> mounts =
        parse_mounts(read_file(process, "mountinfo").value_or(std::string()));
    found.is_examined = for_each_number(process, "fd", [&](int descriptor) {
        if (std::optional<OpenDirectory> open = read_descriptor(process, descriptor, mounts)) {
            found.directories.push_back(std::move(*open));
        }
    });
    std::ranges::sort(found.directories, {}, &OpenDirectory::descriptor);
}

/// Nothing for what is no server or ended meanwhile; `all` learns what is hidden.
std::optional<ServerProcess> read_process(int proc, pid_t pid, ServerProcesses& all) {
    const base::Fd process(
        ::openat(proc, std::to_string(pid).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!process) {
        all.hides_others |= errno == EPERM || errno == EACCES;
        return std::nullopt;
    }
    std::optional<std::string> comm = read_file(process.get(), "comm");
    if (!comm) {
        return std::nullopt;
    }
    ServerProcess found;
    found.pid = pid;
    found.comm = comm->substr(0, comm->find('\n'));
    found.words = split_words(read_file(process.get(), "cmdline").value_or(std::string()));
    found.executable = read_link(process.get(), "exe");
    // threads of the kernel have no words
    const bool is_refused = found.executable.empty() && (errno == EACCES || errno == EPERM);
    all.hides_programs |= is_refused && !found.words.empty();
    const std::string first = found.words.empty() ? std::string() : found.words.front();
    const std::optional<ServerProgram> program =
        recognise_server(found.comm, found.executable, first);
    const std::optional<std::string> status = read_file(process.get(), "status");
    if (!program || !status) {
        return std::nullopt;
    }
    found.program = *program;
    found.uid = effective_id(*status, "Uid:");
    found.gid = effective_id(*status, "Gid:");
    found.groups = supplementary_groups(*status);
    read_descriptors(process.get(), found);
    return found;
}

} // namespace

const char* to_text(ServerProgram program) {
    return program == ServerProgram::qemu ? "QEMU" : "virtiofsd";
}

std::optional<ServerProgram> recognise_server(std::string_view comm, std::string_view executable,
                                              std::string_view first_word) {
    // a running program whose file was replaced by an update
    constexpr std::string_view kDeleted = " (deleted)";
    if (executable.ends_with(kDeleted)) {
        executable.remove_suffix(kDeleted.size());
    }
    for (const std::string_view name :
         {last_component(executable), last_component(first_word), comm}) {
        if (const std::optional<ServerProgram> program = recognise_name(name)) {
            return program;
        }
    }
    return std::nullopt;
}

base::Result<ServerProcesses> read_server_processes(const std::string& proc) {
    const base::Fd root(::open(proc.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!root) {
        return base::fail(errno, "open", proc);
    }
    ServerProcesses processes;
    bool has_init = false;
    const bool is_read = for_each_number(root.get(), ".", [&](pid_t pid) {
        has_init |= pid == 1;
        if (std::optional<ServerProcess> found = read_process(root.get(), pid, processes)) {
            processes.found.push_back(std::move(*found));
        }
    });
    if (!is_read) {
        return base::fail(errno, "opendir", proc);
    }
    processes.hides_others |= !has_init; // every pid namespace has a first process
    std::ranges::sort(processes.found, {}, &ServerProcess::pid);
    return processes;
}

} // namespace permap::scanner
