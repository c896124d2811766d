// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_store.hpp"

#include "base/quote.hpp"
#include "mapper/run_place.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>

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

/// A file about one root in the state directory.
base::Result<std::string> file_about(const codec::Identity& root, const char* suffix) {
    PERMAP_TRY_ASSIGN(const std::string directory, state_directory());
    return fmt::format("{}/{}-{}.{:09}{}", directory, root.inode, root.birth.seconds,
                       root.birth.nanoseconds, suffix);
}

/// Whole or not at all, and durable: written beside and renamed.
base::Result<void> write_lines(const std::string& path, const std::vector<std::string>& lines) {
    const std::string text = fmt::format("{}\n", fmt::join(lines, "\n"));
    const std::string beside = path + ".new";
    base::Fd file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                         S_IRUSR | S_IWUSR));
    if (!file) {
        return base::fail(errno, "open", beside);
    }
    const bool is_written =
        ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ::fsync(file.get()) == 0 && ::rename(beside.c_str(), path.c_str()) == 0;
    return is_written ? base::Result<void>() : base::fail(errno, "write", path);
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
        return run;
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
    const std::string prefix = root == "/" ? root : root + "/";
    if (place.starts_with(prefix)) {
        return base::fail_because("lies inside the tree that is to be converted: choose a place "
                                  "outside with --run",
                                  file);
    }
    return place;
}

base::Result<base::Fd> lock_root(const codec::Identity& root) {
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

base::Result<std::vector<std::string>> runs_that_mapped(const codec::Identity& root) {
    PERMAP_TRY_ASSIGN(const std::string path, file_about(root, ".mapped"));
    std::vector<std::string> runs;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        runs.push_back(line);
    }
    const bool is_missing = !file.is_open() && errno == ENOENT;
    if (file.bad() || (!file.is_open() && !is_missing)) {
        return base::fail(errno, "read", path);
    }
    return runs;
}

base::Result<void> note_mapping(const codec::Identity& root, const std::string& run_id) {
    PERMAP_TRY_ASSIGN(std::vector<std::string> runs, runs_that_mapped(root));
    if (std::ranges::find(runs, run_id) != runs.end()) {
        return {};
    }
    runs.push_back(run_id);
    PERMAP_TRY_ASSIGN(const std::string path, file_about(root, ".mapped"));
    return write_lines(path, runs);
}

base::Result<void> forget_mapping(const codec::Identity& root, const std::string& run_id) {
    PERMAP_TRY_ASSIGN(std::vector<std::string> runs, runs_that_mapped(root));
    if (std::erase(runs, run_id) == 0) {
        return {};
    }
    PERMAP_TRY_ASSIGN(const std::string path, file_about(root, ".mapped"));
    if (!runs.empty()) {
        return write_lines(path, runs);
    }
    return ::unlink(path.c_str()) == 0 ? base::Result<void>() : base::fail(errno, "unlink", path);
}

} // namespace permap::mapper
