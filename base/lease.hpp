// SPDX-License-Identifier: Apache-2.0
// Leases: another program (a file server, mostly) may hold one on a file and is asked to give it up
// by whoever opens the file. Until it has, an open that does not block fails with EAGAIN
// (fcntl(2)).
#pragma once

#include "base/fd.hpp"
#include "base/result.hpp"

#include <cerrno>
#include <chrono>
#include <functional>

namespace permap::base {

/// After which the kernel takes a lease from a holder that does not answer
/// (/proc/sys/fs/lease-break-time), and a little more.
[[nodiscard]] std::chrono::milliseconds lease_patience();

/// Calls `open` until it answers anything but EAGAIN, or until `patience` is over: the file is in
/// use then.
[[nodiscard]] Result<Fd> wait_for_lease(const std::function<int()>& open,
                                        std::chrono::milliseconds patience);

/// Calls `open`, which answers with a descriptor or with -1 and errno, and waits for a lease where
/// there is one.
template <typename Open>
[[nodiscard]] Result<Fd> open_patiently(const Open& open) {
    const int raw = open();
    if (raw >= 0) {
        return Fd(raw);
    }
    return errno == EAGAIN ? wait_for_lease(open, lease_patience()) : fail(errno, "open");
}

} // namespace permap::base
