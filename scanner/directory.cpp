// SPDX-License-Identifier: Apache-2.0
#include "scanner/directory.hpp"

#include "base/chain.hpp"

#include <algorithm>
#include <cerrno>
#include <vector>

#include <sys/resource.h>

namespace permap::scanner {
namespace {

/// Standard streams, root, lock, report, the run file's writer with its log and index, libraries.
constexpr std::size_t kReservedDescriptors = 16;

/// For each thread: a reader of the run file (three), entries being pinned (two), and the metadata
/// directories and file of one entry (three).
constexpr std::size_t kDescriptorsPerJob = 8;

constexpr std::size_t kFewestDirectories = 4;

bool is_out_of_descriptors(const base::Error& error) {
    return error.code == std::errc::too_many_files_open ||
           error.code == std::errc::too_many_files_open_in_system;
}

} // namespace

std::size_t raise_descriptor_limit() {
    rlimit limit = {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit); // refused: the budget follows what there is
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

std::size_t directory_budget(unsigned jobs) {
    const std::size_t reserved = kReservedDescriptors + kDescriptorsPerJob * jobs;
    return std::max(kFewestDirectories + reserved, raise_descriptor_limit()) - reserved;
}

unsigned jobs_that_fit(unsigned wanted) {
    constexpr std::size_t kFixed = kReservedDescriptors + kFewestDirectories;
    const std::size_t room = std::max(kFixed, raise_descriptor_limit()) - kFixed;
    return static_cast<unsigned>(std::clamp<std::size_t>(room / kDescriptorsPerJob, 1, wanted));
}

Directory::Directory(Tree& tree, base::Fd root, Reach reach)
    : tree_(tree), name_("."), id_(1), depth_(0), reach_(std::move(reach)),
      fd_(hold(std::move(root))) {
}

Directory::Directory(std::shared_ptr<const Directory> parent, std::string name, std::uint64_t id,
                     Reach reach)
    : tree_(parent->tree_), parent_(std::move(parent)), name_(std::move(name)), id_(id),
      depth_(parent_->depth_ + 1), reach_(std::move(reach)) {
}

Directory::~Directory() {
    base::let_go_of_ancestors(std::move(parent_));
}

SharedFd Directory::held() const {
    const std::lock_guard lock(mutex_);
    return fd_;
}

/// From the nearest open ancestor downwards; the root is always open. Of a long way only the end
/// stays open: what comes next is near it, in a walk as in the way back up.
base::Result<SharedFd> Directory::open() const {
    SharedFd fd = held();
    std::vector<const Directory*> closed;
    for (const Directory* at = this; !fd; fd = at->held()) {
        closed.push_back(at);
        at = at->parent_.get();
    }
    const std::size_t kept = std::max<std::size_t>(1, tree_.budget.limit() / 2);
    for (; !closed.empty(); closed.pop_back()) {
        const Directory& next = *closed.back();
        const bool is_kept = closed.size() <= kept;
        PERMAP_TRY_ASSIGN(base::Fd opened, next.open_in(*fd, is_kept ? Keep::yes : Keep::no));
        fd = is_kept ? next.hold(std::move(opened))
                     : std::make_shared<const base::Fd>(std::move(opened));
    }
    return fd;
}

base::Result<base::Fd> Directory::open_in(const base::Fd& parent, Keep keep) const {
    if (keep == Keep::yes && tree_.budget.is_used_up()) {
        std::ignore = close_an_ancestor(); // none to close: the kernel decides
    }
    for (;;) {
        base::Result<base::Fd> fd = tree_.reader.open_directory(parent.get(), name_.c_str());
        if (fd || !is_out_of_descriptors(fd.error()) || !close_an_ancestor()) {
            return fd;
        }
    }
}

SharedFd Directory::hold(base::Fd fd) const {
    tree_.budget.taken();
    SharedFd shared(new base::Fd(std::move(fd)), [budget = &tree_.budget](const base::Fd* old) {
        delete old;
        budget->given_back();
    });
    const std::lock_guard lock(mutex_);
    fd_ = shared;
    return shared;
}

bool Directory::close_an_ancestor() const {
    const Directory* shallowest = nullptr;
    for (const Directory* at = parent_ ? parent_->parent_.get() : nullptr; at != nullptr;
         at = at->parent_.get()) {
        if (at->parent_ && at->held()) {
            shallowest = at;
        }
    }
    return shallowest != nullptr && shallowest->let_go();
}

bool Directory::let_go() const {
    const std::lock_guard lock(mutex_);
    return std::exchange(fd_, nullptr) != nullptr;
}

std::string Directory::path() const {
    if (!parent_) {
        return ".";
    }
    std::vector<const std::string*> names;
    std::size_t length = 0;
    for (const Directory* at = this; at->parent_; at = at->parent_.get()) {
        names.push_back(&at->name_);
        length += at->name_.size() + 1;
    }
    std::string path;
    path.reserve(length);
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
        path += path.empty() ? "" : "/";
        path += **name;
    }
    return path;
}

std::string Directory::path_of(std::string_view name) const {
    if (name == ".") {
        return path();
    }
    return parent_ ? path().append("/").append(name) : std::string(name);
}

} // namespace permap::scanner
