// SPDX-License-Identifier: Apache-2.0
// Ctrl-C, SIGTERM and SIGHUP (the terminal is gone; not under nohup): the first one asks the
// workers to stop and lets the command print what it has; the second one ends the process. A thread
// of its own waits for them, so no code runs in a signal handler.
#pragma once

#include "cli/exit_status.hpp"

#include <atomic>
#include <optional>
#include <thread>

namespace permap::cli {

class StopSignal {
public:
    /// Blocks the signals in the calling thread and, by inheritance, in all later ones: make it
    /// before any other thread.
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    /// What workers look at.
    [[nodiscard]] const std::atomic<bool>& flag() const { return is_stopped_; }

    /// Asks the workers to stop for another reason. Any thread.
    void stop() const { is_stopped_ = true; }

    /// The exit status of the signal that came, if one came.
    [[nodiscard]] std::optional<ExitStatus> status() const;

private:
    void wait();

    mutable std::atomic<bool> is_stopped_{false};
    std::atomic<int> signal_{0};
    std::atomic<bool> is_over_{false};
    std::jthread thread_; ///< last: it uses all of the above
};

} // namespace permap::cli
