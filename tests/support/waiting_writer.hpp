// SPDX-License-Identifier: Apache-2.0
// WaitingWriter: a thread that waits in open(2) for somebody to open a fifo for reading. Whoever
// does, lets it in, however short he stays: so a test sees that a special file was opened.
#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace permap::tests {

class WaitingWriter {
public:
    /// Returns when the writer waits, as far as time tells.
    explicit WaitingWriter(std::string fifo);
    WaitingWriter(const WaitingWriter&) = delete;
    WaitingWriter& operator=(const WaitingWriter&) = delete;
    ~WaitingWriter();

    /// Whether the fifo was opened since.
    [[nodiscard]] bool was_let_in() const;

private:
    int fifo_; ///< O_PATH: the fifo itself, wherever it is moved
    std::atomic<bool> is_in_ = false;
    std::thread writer_;
};

} // namespace permap::tests
