// SPDX-License-Identifier: Apache-2.0
// QtestLink: QEMU's qtest text protocol (docs/devel/qtest.rst): one command a line, one answer a
// line. It reads and writes guest memory and registers; it knows no device.
#pragma once

#include "base/fd.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace permap::oracle {

using Clock = std::chrono::steady_clock;

/// Commands that are sent together; the server answers them in order.
class QtestBatch {
public:
    /// Stores `value` in the 32-bit register at `address`.
    void write_register(std::uint64_t address, std::uint32_t value);
    /// Stores `bytes` in guest memory; long ones become several commands.
    void write_memory(std::uint64_t address, std::string_view bytes);
    /// Asks for `size` bytes of guest memory, at least one.
    void read_memory(std::uint64_t address, std::size_t size);

private:
    friend class QtestLink;
    std::string commands_;
    std::size_t count_ = 0;
};

/// One connection to a server. After a timeout or a lost connection every call fails at once with
/// the same errno, so a wedged server costs a test one timeout and no more. Not synchronised.
class QtestLink {
public:
    /// `socket` is a connected stream socket; `timeout` bounds the wait for each batch.
    QtestLink(base::Fd socket, std::chrono::milliseconds timeout);

    /// Sends the batch and returns the payloads of its memory reads, in order.
    [[nodiscard]] base::Result<std::vector<std::string>> run(const QtestBatch& batch);

    /// The 32-bit register at `address`.
    [[nodiscard]] base::Result<std::uint32_t> read_register(std::uint64_t address);
    [[nodiscard]] base::Result<void> write_register(std::uint64_t address, std::uint32_t value);

    [[nodiscard]] std::chrono::milliseconds timeout() const { return timeout_; }

    /// Declares the connection unusable: every later call fails with `errno_value`.
    void give_up(int errno_value) { broken_errno_ = errno_value; }

private:
    [[nodiscard]] base::Result<void> send(std::string_view text, Clock::time_point deadline);
    [[nodiscard]] base::Result<std::string> read_answer(Clock::time_point deadline);
    [[nodiscard]] base::Result<void> receive(Clock::time_point deadline);
    [[nodiscard]] base::Result<void> wait_for(short events, Clock::time_point deadline);
    [[nodiscard]] base::Result<std::vector<std::string>> run_unguarded(const QtestBatch& batch);

    base::Fd socket_;
    std::chrono::milliseconds timeout_;
    std::string received_;       // bytes not yet handed out
    std::size_t line_start_ = 0; // of the first unread line in `received_`
    int broken_errno_ = 0;
};

} // namespace permap::oracle
