// SPDX-License-Identifier: Apache-2.0
// Progress: counters that the workers raise and a progress display reads. Every member is atomic
// and relaxed: a display may be a moment behind.
#pragma once

#include <atomic>
#include <cstdint>

namespace permap::base {

struct Progress {
    std::atomic<std::uint64_t> entries{0};
    std::atomic<std::uint64_t> directories{0};
    std::atomic<std::uint64_t> changed{0};
    /// Entries to expect in this phase; 0 while unknown.
    std::atomic<std::uint64_t> expected{0};
    /// What is being done, a string literal: "scanning".
    std::atomic<const char*> phase{""};

    void add(std::atomic<std::uint64_t>& counter, std::uint64_t amount) {
        counter.fetch_add(amount, std::memory_order_relaxed);
    }
};

} // namespace permap::base
