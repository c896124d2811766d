// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_store.hpp"

#include "base/quote.hpp"

#include <cerrno>
#include <cstdlib>

#include <boost/filesystem.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/random.h>
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
    boost::system::error_code error;
    const fs::path absolute = fs::absolute(file);
    const fs::path directory = fs::canonical(absolute.parent_path(), error);
    if (error) {
        return base::fail(error.value(), "open", absolute.parent_path().string());
    }
    const std::string place = directory.string() + "/";
    const std::string prefix = root == "/" ? root : root + "/";
    if (place.starts_with(prefix)) {
        return base::fail_because("lies inside the tree that is to be converted: choose a place "
                                  "outside with --run",
                                  file);
    }
    return (directory / absolute.filename()).string();
}

base::Result<base::Fd> lock_root(const codec::Identity& root) {
    PERMAP_TRY_ASSIGN(const std::string directory, state_directory());
    const std::string path =
        fmt::format("{}/{}-{}.lock", directory, root.inode, root.birth.seconds);
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

} // namespace permap::mapper
