// SPDX-License-Identifier: Apache-2.0
// Output: a stream that remembers its first error and is silent from then on.
#pragma once

#include "base/result.hpp"

#include <atomic>
#include <cstdio>
#include <string_view>

namespace permap::report {

/// Not synchronised, except for has_failed, which any thread may ask.
class Output {
public:
    /// `file` stays the caller's.
    explicit Output(std::FILE* file) : file_(file) {}

    void write(std::string_view text);

    /// Hands everything to the kernel; the first error of all writes.
    [[nodiscard]] base::Result<void> finish();

    [[nodiscard]] bool has_failed() const { return errno_.load(std::memory_order_relaxed) != 0; }

private:
    std::FILE* file_;
    std::atomic<int> errno_{0};
};

} // namespace permap::report
