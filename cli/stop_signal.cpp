// SPDX-License-Identifier: Apache-2.0
#include "cli/stop_signal.hpp"

#include <csignal>

#include <pthread.h>
#include <unistd.h>

namespace permap::cli {
namespace {

constexpr int kSignalBase = 128; // how shells report a signal

/// SIGUSR2 is ours alone: it ends the waiting.
constexpr int kWakeUp = SIGUSR2;

/// Started by nohup(1): to be spared is what it asks for, and a blocked signal comes even so.
bool ignores_hangup() {
    struct sigaction now {};
    return ::sigaction(SIGHUP, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

sigset_t waited_for() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, kWakeUp}) {
        sigaddset(&set, signal);
    }
    if (!ignores_hangup()) {
        sigaddset(&set, SIGHUP);
    }
    return set;
}

} // namespace

StopSignal::StopSignal() {
    const sigset_t set = waited_for();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    thread_ = std::jthread([this] { wait(); });
}

StopSignal::~StopSignal() {
    is_over_ = true;
    pthread_kill(thread_.native_handle(), kWakeUp);
}

void StopSignal::wait() {
    const sigset_t set = waited_for();
    for (int signal = 0; sigwait(&set, &signal) == 0 && !is_over_;) {
        if (signal == kWakeUp) {
            continue;
        }
        if (is_stopped_.exchange(true)) {
            _exit(kSignalBase + signal);
        }
        signal_ = signal;
    }
}

std::optional<ExitStatus> StopSignal::status() const {
    const int signal = signal_;
    return signal == 0 ? std::nullopt
                       : std::optional(static_cast<ExitStatus>(kSignalBase + signal));
}

} // namespace permap::cli
