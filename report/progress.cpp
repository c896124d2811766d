// SPDX-License-Identifier: Apache-2.0
#include "report/progress.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace permap::report {
namespace {

using namespace std::chrono_literals;

constexpr auto kLineInterval = 200ms; // fast enough to look alive, slow enough to read
constexpr auto kLogInterval = 10s;    // a log of an hour stays readable
constexpr double kTooShort = 0.5;     // seconds; a rate over less is noise

std::string time_text(double seconds) {
    const auto whole = std::llround(seconds);
    if (whole < 60) {
        return fmt::format("{} s", whole);
    }
    if (whole < 3600) {
        return fmt::format("{}:{:02}", whole / 60, whole % 60);
    }
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// The part that needs a total. The total may be an estimate (inodes in use), so never over 99 %.
std::string share_text(double done, double expected, double rate) {
    if (expected <= 0) {
        return {};
    }
    const double percent = std::min(99.0, 100 * done / expected);
    std::string text = fmt::format(", {:.0f} %", percent);
    if (rate > 0 && done < expected) {
        text += fmt::format(", {} left", time_text((expected - done) / rate));
    }
    return text;
}

/// Asked each time: a window changes its size. 0 where it is not a terminal.
unsigned columns_of(int fd) {
    winsize size = {};
    return ::ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

} // namespace

std::optional<ShowProgress> parse_show_progress(std::string_view text) {
    if (text == "auto") {
        return ShowProgress::automatic;
    }
    if (text == "always") {
        return ShowProgress::always;
    }
    return text == "never" ? std::optional(ShowProgress::never) : std::nullopt;
}

std::string progress_text(const base::Progress& progress, double seconds) {
    const std::uint64_t entries = progress.entries;
    const std::uint64_t directories = progress.directories;
    const std::uint64_t changed = progress.changed;
    const auto done = static_cast<double>(entries);
    const double rate = seconds >= kTooShort ? done / seconds : 0;

    std::string text = fmt::format("{}: {} entries", progress.phase.load(), entries);
    text += directories > 0 ? fmt::format(" in {} directories", directories) : "";
    text += changed > 0 ? fmt::format(", {} changed", changed) : "";
    text += rate > 0 ? fmt::format(", {:.0f}/s", rate) : "";
    return text + share_text(done, static_cast<double>(progress.expected), rate);
}

std::string fit_into_line(std::string text, unsigned columns) {
    if (columns > 0 && text.size() >= columns) {
        text.resize(columns - 1); // the last column makes some terminals wrap
    }
    return text;
}

ProgressDisplay::ProgressDisplay(const base::Progress& progress, ShowProgress show, std::FILE* out)
    : progress_(progress), out_(out) {
    if (show == ShowProgress::never) {
        return;
    }
    rewrites_line_ = show == ShowProgress::always || ::isatty(::fileno(out)) == 1;
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

ProgressDisplay::~ProgressDisplay() {
    if (!thread_.joinable()) {
        return;
    }
    thread_.request_stop();
    thread_.join();
    if (rewrites_line_) {
        std::fputs("\r\x1B[K", out_); // leave an empty line to what comes next
        std::fflush(out_);
    }
}

void ProgressDisplay::run(const std::stop_token& stop) {
    const std::chrono::milliseconds interval = rewrites_line_ ? kLineInterval : kLogInterval;
    phase_began_ = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, stop, interval, [&] { return stop.stop_requested(); })) {
        show_once();
    }
}

void ProgressDisplay::show_once() {
    const auto now = std::chrono::steady_clock::now();
    if (const char* const phase = progress_.phase; phase != phase_) {
        phase_began_ = phase_ == nullptr ? phase_began_ : now;
        phase_ = phase;
    }
    const std::chrono::duration<double> seconds = now - phase_began_;
    const std::string text = progress_text(progress_, seconds.count());
    const std::string line =
        rewrites_line_ ? fmt::format("\r{}\x1B[K", fit_into_line(text, columns_of(::fileno(out_))))
                       : fmt::format("permap: {}\n", text);
    std::fputs(line.c_str(), out_);
    std::fflush(out_);
}

} // namespace permap::report
