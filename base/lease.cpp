// SPDX-License-Identifier: Apache-2.0
#include "base/lease.hpp"

#include <algorithm>
#include <fstream>
#include <thread>

namespace permap::base {
namespace {

using Milliseconds = std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int kDefaultSeconds = 45; // fs/locks.c, lease_break_time
constexpr Milliseconds kFirstPause{1};
constexpr Milliseconds kLongestPause{100};

/// So many may be waited for long: more than an honest file server forgets.
constexpr int kMostSlow = 4;
constexpr Milliseconds kImpatient{500};

tl::unexpected<Error> in_use() {
    return tl::unexpected(Error{.code = {EAGAIN, std::generic_category()},
                                .operation = "open",
                                .path = {},
                                .detail = "in use: another program holds a lease on it"});
}

} // namespace

Milliseconds lease_patience() {
    int seconds = 0;
    std::ifstream("/proc/sys/fs/lease-break-time") >> seconds;
    const bool is_known = seconds > 0; // 0: the kernel waits for ever
    return std::chrono::seconds((is_known ? seconds : kDefaultSeconds) + 1);
}

Milliseconds Patience::now() const {
    const bool is_over = slow_.load(std::memory_order_relaxed) >= kMostSlow;
    return is_over ? std::min(full_, kImpatient) : full_;
}

void Patience::spend(Milliseconds waited) {
    if (waited >= std::min(full_, kImpatient)) {
        slow_.fetch_add(1, std::memory_order_relaxed);
    }
}

Result<Fd> wait_for_lease(const std::function<int()>& open) {
    static Patience patience(lease_patience());
    return wait_for_lease(open, patience);
}

Result<Fd> wait_for_lease(const std::function<int()>& open, Patience& patience) {
    const Clock::time_point begin = Clock::now();
    Result<Fd> opened = wait_for_lease(open, patience.now());
    patience.spend(std::chrono::duration_cast<Milliseconds>(Clock::now() - begin));
    return opened;
}

Result<Fd> wait_for_lease(const std::function<int()>& open, Milliseconds patience) {
    const Clock::time_point end = Clock::now() + patience;
    for (Milliseconds pause = kFirstPause; Clock::now() < end;
         pause = std::min(pause * 2, kLongestPause)) {
        std::this_thread::sleep_for(pause);
        const int raw = open();
        if (raw >= 0) {
            return Fd(raw);
        }
        if (errno != EAGAIN) {
            return fail(errno, "open");
        }
    }
    return in_use();
}

} // namespace permap::base
