// SPDX-License-Identifier: Apache-2.0
// The progress display on stderr: a line that is rewritten on a terminal, a sparse log line
// elsewhere. It only reads counters and never delays a worker.
#pragma once

#include "base/progress.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace permap::report {

/// --progress. `automatic`: a line on a terminal, sparse log lines elsewhere. `always`: the line
/// everywhere.
enum class ShowProgress { automatic, always, never };

/// auto, always or never.
[[nodiscard]] std::optional<ShowProgress> parse_show_progress(std::string_view text);

/// `scanning: 12000 entries in 300 directories, 4000/s, 25 %, 9 s left`. Time left only where a
/// total is known.
[[nodiscard]] std::string progress_text(const base::Progress& progress, double seconds);

/// As much of the text as a line of a terminal takes without a wrap, which could not be rewritten.
/// 0 columns: unknown, all of it.
[[nodiscard]] std::string fit_into_line(std::string text, unsigned columns);

/// Shows `progress` from construction to destruction, by a thread of its own.
class ProgressDisplay {
public:
    /// `progress` and `out` outlive the display.
    ProgressDisplay(const base::Progress& progress, ShowProgress show, std::FILE* out);
    ~ProgressDisplay();
    ProgressDisplay(const ProgressDisplay&) = delete;
    ProgressDisplay& operator=(const ProgressDisplay&) = delete;

private:
    void run(const std::stop_token& stop);
    void show_once();

    const base::Progress& progress_;
    std::FILE* out_;
    bool rewrites_line_ = false;
    // Only used by the thread: rate and time left are of the present phase.
    const char* phase_ = nullptr;
    std::chrono::steady_clock::time_point phase_began_;

    std::mutex mutex_; ///< only for waiting
    std::condition_variable_any wake_;
    std::jthread thread_; ///< last: it uses all of the above
};

} // namespace permap::report
