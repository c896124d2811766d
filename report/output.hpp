// SPDX-License-Identifier: Apache-2.0
// Output: a stream that remembers its first error and is silent from then on.
#pragma once

#include "base/result.hpp"

#include <atomic>
#include <cstdio>
#include <string>
#include <string_view>

namespace permap::report {

/// Not synchronised, except for has_failed, which any thread may ask.
class Output {
public:
    /// `file` stays the caller's.
    explicit Output(std::FILE* file);
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    /// What still waits arrives, but nobody hears whether it did.
    ~Output();

    /// Some of it may wait until `finish`.
    void write(std::string_view text);

    /// Hands everything to the kernel; the first error of all writes.
    [[nodiscard]] base::Result<void> finish();

    [[nodiscard]] bool has_failed() const { return errno_.load(std::memory_order_relaxed) != 0; }

private:
    void hand_on(); ///< what waits

    std::FILE* file_;
    std::size_t piece_;   ///< bytes that are written at once
    std::string pending_; ///< less than a piece
    std::atomic<int> errno_{0};
};

} // namespace permap::report
