// SPDX-License-Identifier: Apache-2.0
// Leases: another program (a file server, mostly) may hold one on a file and is asked to give it up
// by whoever opens the file. Until it has, an open that does not block fails with EAGAIN
// (fcntl(2)).
#pragma once

#include "base/fd.hpp"
#include "base/result.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <functional>

namespace permap::base {

/// After which the kernel takes a lease from a holder that does not answer
/// (/proc/sys/fs/lease-break-time), and a little more.
[[nodiscard]] std::chrono::milliseconds lease_patience();

/// How long to wait for the next lease. Whoever owns files can lease them all, give each up when
/// the time is nearly over, and take it again: a few are waited for in full, later ones shortly.
/// Own synchronisation.
class Patience {
public:
    explicit Patience(std::chrono::milliseconds full) : full_(full) {}

    [[nodiscard]] std::chrono::milliseconds now() const;
    /// A lease was waited for so long, in vain or not: at the end of its time the kernel takes it
    /// away, so the open succeeds after all.
    void spend(std::chrono::milliseconds waited);

private:
    std::chrono::milliseconds full_;
    std::atomic<int> slow_{0}; ///< that were waited for long
};

/// Calls `open` until it answers anything but EAGAIN, or until `patience` is over: the file is in
/// use then.
[[nodiscard]] Result<Fd> wait_for_lease(const std::function<int()>& open,
                                        std::chrono::milliseconds patience);

/// Likewise, with what patience is left.
[[nodiscard]] Result<Fd> wait_for_lease(const std::function<int()>& open, Patience& patience);

/// Likewise, with that of this process.
[[nodiscard]] Result<Fd> wait_for_lease(const std::function<int()>& open);

/// Calls `open`, which answers with a descriptor or with -1 and errno, and waits for a lease where
/// there is one.
template <typename Open>
[[nodiscard]] Result<Fd> open_patiently(const Open& open) {
    const int raw = open();
    if (raw >= 0) {
        return Fd(raw);
    }
    return errno == EAGAIN ? wait_for_lease(open) : fail(errno, "open");
}

} // namespace permap::base
