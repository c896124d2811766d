// SPDX-License-Identifier: Apache-2.0
// Replaceable: a directory in which others may rename and replace what is there, and how much lies
// below it. Everything below holds it, so it ends when the last of that has been looked at, and
// hands its finding on then: nothing of it is kept for the rest of the walk.
#pragma once

#include "scanner/finding.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace permap::scanner {

class Replaceable {
public:
    /// `outer` is the next such directory above, or null. `sink` outlives this.
    Replaceable(Finding finding, std::shared_ptr<Replaceable> outer, FindingSink& sink);
    ~Replaceable();
    Replaceable(const Replaceable&) = delete;
    Replaceable& operator=(const Replaceable&) = delete;

    /// Any thread.
    void count(std::uint64_t entries) { below_.fetch_add(entries, std::memory_order_relaxed); }

private:
    [[nodiscard]] std::string path() const;

    Finding finding_; ///< its path is relative to `outer_`, so that deep trees do not fill memory
    std::shared_ptr<Replaceable> outer_;
    std::size_t path_length_;
    FindingSink& sink_;
    std::atomic<std::uint64_t> below_{0};
};

} // namespace permap::scanner
