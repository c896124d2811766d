// SPDX-License-Identifier: Apache-2.0
// Directory: one directory on the way from the root, shared by everything below it. It keeps its
// descriptor open while children need it and opens itself again, component by component, when
// descriptors are scarce. No path is ever resolved by the kernel.
#pragma once

#include "base/fs_reader.hpp"
#include "scanner/reach.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

namespace permap::scanner {

/// How many directories may be open at once; shared by all directories of a walk.
class DescriptorBudget {
public:
    explicit DescriptorBudget(std::size_t limit) : limit_(limit) {}

    void taken() { open_.fetch_add(1, std::memory_order_relaxed); }
    void given_back() { open_.fetch_sub(1, std::memory_order_relaxed); }
    [[nodiscard]] bool is_used_up() const {
        return open_.load(std::memory_order_relaxed) >= limit_;
    }
    [[nodiscard]] std::size_t limit() const { return limit_; }

private:
    std::size_t limit_;
    std::atomic<std::size_t> open_{0};
};

/// Raises the soft limit of this process as far as permitted and returns it.
std::size_t raise_descriptor_limit();

/// How many directories may be open under that limit while `jobs` threads work; what they need for
/// entries and run files stays reserved.
[[nodiscard]] std::size_t directory_budget(unsigned jobs);

/// How many threads the limit has room for.
[[nodiscard]] unsigned jobs_that_fit(unsigned wanted);

/// What all directories of one tree share. Lives longer than any of them.
struct Tree {
    const base::FsReader& reader;
    DescriptorBudget budget;
};

/// A descriptor that stays open while somebody uses it, even if the directory lets go of it.
using SharedFd = std::shared_ptr<const base::Fd>;

class Directory {
public:
    /// The root: its descriptor is never given back.
    Directory(Tree& tree, base::Fd root, Reach reach);
    /// A child, not yet open.
    Directory(std::shared_ptr<const Directory> parent, std::string name, std::uint64_t id,
              Reach reach);
    ~Directory();
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    /// The open descriptor; opens (again) if need be. Any thread.
    [[nodiscard]] base::Result<SharedFd> open() const;

    /// Gives the descriptor back early, when nothing more is to be done in it.
    void close() const { std::ignore = let_go(); }

    /// Relative to the root, raw bytes; "." for the root.
    [[nodiscard]] std::string path() const;
    /// The path of an entry in it.
    [[nodiscard]] std::string path_of(std::string_view name) const;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::uint64_t id() const { return id_; }
    /// 0 for the root.
    [[nodiscard]] std::uint64_t parent_id() const { return parent_ ? parent_->id_ : 0; }
    [[nodiscard]] std::uint32_t depth() const { return depth_; }
    /// Of what lies in this directory.
    [[nodiscard]] const Reach& reach() const { return reach_; }
    [[nodiscard]] const base::FsReader& reader() const { return tree_.reader; }

private:
    [[nodiscard]] SharedFd held() const;
    enum class Keep { no, yes };
    /// Opens it in its open parent; makes room first where it is to stay open.
    [[nodiscard]] base::Result<base::Fd> open_in(const base::Fd& parent, Keep keep) const;
    [[nodiscard]] SharedFd hold(base::Fd fd) const;
    /// Closes the ancestor nearest to the root that is open; false when there is none.
    [[nodiscard]] bool close_an_ancestor() const;
    [[nodiscard]] bool let_go() const;

    Tree& tree_;
    std::shared_ptr<const Directory> parent_; ///< null for the root
    std::string name_;
    std::uint64_t id_;
    std::uint32_t depth_;
    Reach reach_;
    mutable std::mutex mutex_;
    mutable SharedFd fd_; ///< guarded by mutex_
};

} // namespace permap::scanner
