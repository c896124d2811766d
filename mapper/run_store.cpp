// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_store.hpp"

#include "base/linux_fs.hpp"
#include "base/new_file.hpp"
#include "base/quote.hpp"
#include "mapper/run_place.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>

#include <boost/filesystem.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::mapper {
namespace {

namespace fs = boost::filesystem;

constexpr const char* kSuffix = ".run";
constexpr const char* kNotes = ".applied";

fs::path state_path() {
    if (::geteuid() == 0) {
        return "/var/lib/permap";
    }
    const char* const xdg = std::getenv("XDG_STATE_HOME");
    if (xdg != nullptr && *xdg == '/') {
        return fs::path(xdg) / "permap";
    }
    const char* const home = std::getenv("HOME");
    return fs::path(home != nullptr ? home : "/") / ".local/state/permap";
}

bool is_below(const std::string& path, const std::string& root) {
    return path.starts_with(root == "/" ? root : root + "/");
}

/// The path without links of a directory, or of what is there of the way to it.
fs::path real_way(fs::path directory) {
    for (; !directory.empty(); directory = directory.parent_path()) {
        const std::unique_ptr<char, void (*)(void*)> real(::realpath(directory.c_str(), nullptr),
                                                          &::free);
        if (real) {
            return real.get();
        }
    }
    return {};
}

/// Whether a directory is reached by a walk of `root`: under whichever name a mount shows that, and
/// not where another file system begins in between.
bool is_walked_from(const std::string& root, fs::path directory) {
    struct stat wanted {};
    struct stat status {};
    if (::stat(root.c_str(), &wanted) != 0) {
        return false;
    }
    for (; !directory.empty(); directory = directory.parent_path()) {
        if (::stat(directory.c_str(), &status) != 0 || status.st_dev != wanted.st_dev) {
            return false;
        }
        if (status.st_ino == wanted.st_ino) {
            return true;
        }
    }
    return false;
}

/// A file about one root in the state directory.
base::Result<std::string> file_about(const RootIdentity& root, const char* suffix) {
    PERMAP_TRY_ASSIGN(const std::string directory, state_directory());
    return fmt::format("{}/{}{}", directory, file_word(root), suffix);
}

/// A name that came or went in the directory of `path` is durable on return.
base::Result<void> sync_around(const std::string& path) {
    const std::string directory = fs::path(path).parent_path().string();
    const base::Fd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) {
        return base::fail(errno, "open", directory);
    }
    return base::LinuxWriter().sync(fd.get());
}

/// Whole or not at all, and durable.
base::Result<void> write_lines(const std::string& path, const std::vector<std::string>& lines) {
    PERMAP_TRY_ASSIGN(base::NewFile file, base::NewFile::create(path, S_IRUSR | S_IWUSR));
    const std::string text = fmt::format("{}\n", fmt::join(lines, "\n"));
    if (std::fwrite(text.data(), 1, text.size(), file.stream()) != text.size()) {
        return base::fail(errno, "write", path);
    }
    return file.put_in_place();
}

/// A line: the id, "mapped" or "-", the file.
std::string line_of(const NotedRun& run) {
    return fmt::format("{} {} {}", run.id, run.maps_ids ? "mapped" : "-", run.file);
}

NotedRun parse_line(const std::string& line) {
    const std::size_t first = std::min(line.find(' '), line.size());
    const std::size_t second = std::min(line.find(' ', first + 1), line.size());
    const bool maps_ids = line.compare(first, second - first, " mapped") == 0;
    return {.id = line.substr(0, first),
            .maps_ids = maps_ids,
            .file = line.substr(std::min(second + 1, line.size()))};
}

base::Result<void> write_runs(const RootIdentity& root, const std::vector<NotedRun>& runs) {
    PERMAP_TRY_ASSIGN(const std::string path, file_about(root, kNotes));
    if (runs.empty()) {
        return ::unlink(path.c_str()) == 0 ? sync_around(path) : base::fail(errno, "unlink", path);
    }
    std::vector<std::string> lines;
    std::ranges::transform(runs, std::back_inserter(lines), line_of);
    return write_lines(path, lines);
}

} // namespace

base::Result<std::string> state_directory() {
    const fs::path directory = state_path();
    boost::system::error_code error;
    const bool is_new = fs::create_directories(directory, error);
    if (error) {
        return base::fail(error.value(), "mkdir", directory.string());
    }
    if (is_new) {
        fs::permissions(directory, fs::owner_all, error);
    }
    return directory.string();
}

base::Result<std::string> random_token() {
    std::string bytes(8, '\0');
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        return base::fail(errno, "getrandom");
    }
    return base::hex(bytes);
}

base::Result<std::string> default_run_path(const std::string& run_id) {
    PERMAP_TRY_ASSIGN(const std::string directory, state_directory());
    return directory + "/" + run_id + kSuffix;
}

base::Result<std::string> find_run(const std::string& run) {
    boost::system::error_code error;
    if (fs::is_regular_file(run, error)) {
        return absolute_place(run); // it is named in marks and in what is said to do next
    }
    const fs::path by_id = state_path() / (run + kSuffix);
    if (run.find('/') == std::string::npos && fs::is_regular_file(by_id, error)) {
        return by_id.string();
    }
    return base::fail_because(fmt::format("no such run: neither a run file nor an id in {}",
                                          base::quote(state_path().string())),
                              run);
}

base::Result<std::string> place_outside(const std::string& file, const std::string& root) {
    PERMAP_TRY_ASSIGN(std::string place, absolute_place(file));
    if (is_below(place, root)) {
        return base::fail_because("lies inside the tree that is to be converted: choose a place "
                                  "outside with --run",
                                  file);
    }
    return place;
}

base::Result<void> check_state_outside(const std::string& root) {
    if (!is_walked_from(root, real_way(state_path()))) {
        return {};
    }
    const char* const advice =
        ::geteuid() == 0 ? "convert the directories that are shared, below it, or mount another "
                           "file system there"
                         : "name one outside with XDG_STATE_HOME";
    return base::fail_because(fmt::format("this directory, for the locks and notes of permap, lies "
                                          "inside the tree that is to be converted: {}",
                                          advice),
                              state_path().string());
}

base::Result<base::Fd> lock_root(const RootIdentity& root) {
    PERMAP_TRY_ASSIGN(const std::string path, file_about(root, ".lock"));
    const int raw = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (raw < 0) {
        return base::fail(errno, "open", path);
    }
    base::Fd lock(raw);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return base::fail_because("another permap is working on this tree: wait for it");
        }
        return base::fail(errno, "flock", path);
    }
    return lock;
}

base::Result<std::vector<NotedRun>> noted_runs(const RootIdentity& root) {
    PERMAP_TRY_ASSIGN(const std::string path, file_about(root, kNotes));
    std::vector<NotedRun> runs;
    std::ifstream file(path);
    const bool is_missing = !file.is_open() && errno == ENOENT;
    for (std::string line; std::getline(file, line);) {
        runs.push_back(parse_line(line));
    }
    if (file.bad() || (!file.is_open() && !is_missing)) {
        return base::fail(errno, "read", path);
    }
    return runs;
}

base::Result<std::vector<std::string>> runs_that_mapped(const RootIdentity& root) {
    PERMAP_TRY_ASSIGN(const std::vector<NotedRun> runs, noted_runs(root));
    std::vector<std::string> ids;
    for (const NotedRun& run : runs) {
        if (run.maps_ids) {
            ids.push_back(run.id);
        }
    }
    return ids;
}

base::Result<bool> note_run(const RootIdentity& root, const NotedRun& run) {
    PERMAP_TRY_ASSIGN(std::vector<NotedRun> runs, noted_runs(root));
    if (std::ranges::find(runs, run.id, &NotedRun::id) != runs.end()) {
        return false;
    }
    runs.push_back(run);
    PERMAP_TRY(write_runs(root, runs));
    return true;
}

base::Result<void> forget_run(const RootIdentity& root, const std::string& run_id) {
    PERMAP_TRY_ASSIGN(std::vector<NotedRun> runs, noted_runs(root));
    const auto is_it = [&](const NotedRun& run) { return run.id == run_id; };
    return std::erase_if(runs, is_it) == 0 ? base::Result<void>() : write_runs(root, runs);
}

} // namespace permap::mapper
