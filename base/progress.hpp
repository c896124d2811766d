// SPDX-License-Identifier: Apache-2.0
// Progress: counters that workers raise and a display reads. Approximate by nature: the values are
// read one by one. All members may be used from any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace permap::base {

struct Progress {
    std::atomic<std::uint64_t> entries{0}; ///< handled in this phase
    std::atomic<std::uint64_t> directories{0};
    std::atomic<std::uint64_t> changed{0};
    std::atomic<std::uint64_t> expected{0};     ///< entries of this phase; 0: unknown
    std::atomic<const char*> phase{"scanning"}; ///< a string literal

    /// Starts counting anew. Called while no worker counts.
    void begin(const char* new_phase, std::uint64_t expected_entries) {
        phase = new_phase;
        expected = expected_entries;
        entries = 0;
        directories = 0;
        changed = 0;
    }

    static void add(std::atomic<std::uint64_t>& counter, std::uint64_t amount) {
        counter.fetch_add(amount, std::memory_order_relaxed);
    }
};

} // namespace permap::base
