// SPDX-License-Identifier: Apache-2.0
// Fd: the only owner of a file descriptor. It knows nothing of what the descriptor refers to.
#pragma once

#include "base/result.hpp"

#include <utility>

namespace permap::base {

/// Owns one file descriptor and closes it when destroyed. Move-only; not synchronised.
class Fd {
public:
    Fd() = default;
    /// Takes ownership of `raw`; -1 means "none".
    explicit Fd(int raw) : raw_(raw) {}
    Fd(Fd&& other) noexcept : raw_(other.release()) {}
    Fd& operator=(Fd&& other) noexcept;
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() { reset(); }

    explicit operator bool() const { return raw_ >= 0; }

    /// The number, for a system call; ownership stays here.
    [[nodiscard]] int get() const { return raw_; }

    /// Gives ownership away.
    [[nodiscard]] int release() { return std::exchange(raw_, -1); }

    /// Closes now and reports what close(2) said: written data may fail only here.
    [[nodiscard]] Result<void> close();

private:
    void reset() noexcept;

    int raw_ = -1;
};

/// The path of what it refers to, as the kernel names it now (/proc/self/fd): for messages.
[[nodiscard]] Result<std::string> path_of(const Fd& fd);

} // namespace permap::base
