// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/tree_walk.hpp"

#include "base/fd.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace permap::bench {
namespace {

constexpr std::size_t kListBytes = 64UL * 1024UL; // one getdents64, as permap's scanner uses it

using Paths = std::vector<std::string>;

/// The directories that wait for a thread. Own synchronisation.
class Waiting {
public:
    /// Adds paths; each is unfinished until somebody calls `finish_one` for it.
    void push(Paths paths);

    /// Takes a path; false once every directory is finished. Blocks while others may add some.
    [[nodiscard]] bool pop(std::string& path);

    /// Says that the sub-directories of a popped path have been pushed.
    void finish_one();

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    Paths paths_;                // guarded by mutex_
    std::size_t unfinished_ = 0; // guarded by mutex_
};

void Waiting::push(Paths paths) {
    if (paths.empty()) {
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        unfinished_ += paths.size();
        paths_.insert(paths_.end(), std::make_move_iterator(paths.begin()),
                      std::make_move_iterator(paths.end()));
    }
    changed_.notify_all();
}

bool Waiting::pop(std::string& path) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !paths_.empty() || unfinished_ == 0; });
    if (paths_.empty()) {
        return false;
    }
    path = std::move(paths_.back());
    paths_.pop_back();
    return true;
}

void Waiting::finish_one() {
    const std::lock_guard lock(mutex_);
    if (--unfinished_ == 0) {
        changed_.notify_all();
    }
}

/// One thread's share of a walk.
class Worker {
public:
    /// All three are shared by the threads and outlive them.
    Worker(int root_fd, Waiting& waiting, const Visit& visit)
        : root_fd_(root_fd), waiting_(waiting), visit_(visit), buffer_(new Buffer) {}

    /// Takes directories until there are none left.
    void run();

    [[nodiscard]] const Tally& tally() const { return tally_; }

private:
    struct alignas(dirent64) Buffer {
        std::byte bytes[kListBytes];
    };

    void do_directory(const std::string& path);
    void do_listed(int directory_fd, std::size_t length, const std::string& path, Paths& children);
    void count(bool succeeded);

    int root_fd_;
    Waiting& waiting_;
    const Visit& visit_;
    std::unique_ptr<Buffer> buffer_;
    Tally tally_;
};

void Worker::run() {
    std::string path;
    while (waiting_.pop(path)) {
        do_directory(path);
        waiting_.finish_one();
    }
}

void Worker::do_directory(const std::string& path) {
    const base::Fd directory(
        ::openat(root_fd_, path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory) {
        ++tally_.failed;
        return;
    }
    if (visit_.directory && !visit_.directory(directory.get())) {
        ++tally_.failed;
    }
    if (path == ".") {
        count(visit_.entry(directory.get(), ".", DT_DIR));
    }

    Paths children;
    ssize_t length = 0;
    while ((length = ::getdents64(directory.get(), buffer_.get(), sizeof(Buffer))) > 0) {
        do_listed(directory.get(), static_cast<std::size_t>(length), path, children);
    }
    tally_.failed += length < 0 ? 1 : 0;
    if (visit_.listed && !visit_.listed(directory.get())) {
        ++tally_.failed;
    }
    waiting_.push(std::move(children));
}

bool is_dot_or_dot_dot(const char* name) {
    return std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0;
}

/// Some file systems do not say the type when they are listed.
unsigned char type_of(int directory_fd, const dirent64& entry) {
    struct stat status {};
    if (entry.d_type != DT_UNKNOWN ||
        ::fstatat(directory_fd, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return entry.d_type;
    }
    return static_cast<unsigned char>(IFTODT(status.st_mode));
}

void Worker::do_listed(int directory_fd, std::size_t length, const std::string& path,
                       Paths& children) {
    for (std::size_t offset = 0; offset < length;) {
        const void* here = &buffer_->bytes[offset];
        const auto& entry = *static_cast<const dirent64*>(here);
        offset += entry.d_reclen;
        if (is_dot_or_dot_dot(entry.d_name) || visit_.skipped == entry.d_name) {
            continue;
        }

        const unsigned char type = type_of(directory_fd, entry);
        count(visit_.entry(directory_fd, entry.d_name, type));
        if (type == DT_DIR) {
            children.push_back(path + '/' + entry.d_name);
        }
    }
}

void Worker::count(bool succeeded) {
    ++tally_.entries;
    tally_.failed += succeeded ? 0 : 1;
}

} // namespace

Tally walk_tree(const std::string& root, unsigned threads, const Visit& visit) {
    const base::Fd root_fd(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root_fd) {
        return {.entries = 0, .failed = 1};
    }
    Waiting waiting;
    waiting.push({"."});
    std::vector<Worker> workers;
    workers.reserve(threads);
    for (unsigned i = 0; i < threads; ++i) {
        workers.emplace_back(root_fd.get(), waiting, visit);
    }

    {
        std::vector<std::jthread> running;
        for (Worker& worker : workers) {
            running.emplace_back([&worker] { worker.run(); });
        }
    }

    Tally total;
    for (const Worker& worker : workers) {
        total.entries += worker.tally().entries;
        total.failed += worker.tally().failed;
    }
    return total;
}

int walk_and_print(const char* root, const char* threads, const Visit& visit) {
    const auto count = std::max(1UL, std::strtoul(threads, nullptr, 10));
    const Tally tally = walk_tree(root, static_cast<unsigned>(count), visit);
    std::printf("entries %llu failed %llu\n", static_cast<unsigned long long>(tally.entries),
                static_cast<unsigned long long>(tally.failed));
    return tally.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace permap::bench
