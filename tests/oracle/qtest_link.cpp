// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/qtest_link.hpp"

#include "base/quote.hpp"
#include "tests/oracle/little_endian.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include <poll.h>
#include <sys/socket.h>

namespace permap::oracle {
namespace {

// The server searches its whole input for a newline each time a kilobyte arrives, so very long
// commands cost quadratic time there (softmmu/qtest.c, qtest_process_inbuf).
constexpr std::size_t kWriteChunk = 4096;

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return static_cast<unsigned>(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return static_cast<unsigned>(c - 'a') + 10U;
    }
    return std::nullopt;
}

/// The bytes of `0x0102...`, the form in which memory is answered.
base::Result<std::string> decode_memory(std::string_view text) {
    if (!text.starts_with("0x") || text.size() % 2 != 0) {
        return base::fail(EPROTO, "qtest read");
    }
    text.remove_prefix(2);

    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t at = 0; at < text.size(); at += 2) {
        const std::optional<unsigned> high = hex_digit(text[at]);
        const std::optional<unsigned> low = hex_digit(text[at + 1]);
        if (!high || !low) {
            return base::fail(EPROTO, "qtest read");
        }
        bytes += static_cast<char>(*high << 4U | *low);
    }
    return bytes;
}

} // namespace

void QtestBatch::write_register(std::uint64_t address, std::uint32_t value) {
    fmt::format_to(std::back_inserter(commands_), "writel {:#x} {:#x}\n", address, value);
    ++count_;
}

void QtestBatch::write_memory(std::uint64_t address, std::string_view bytes) {
    while (!bytes.empty()) {
        const std::string_view chunk = bytes.substr(0, kWriteChunk);
        fmt::format_to(std::back_inserter(commands_), "write {:#x} {} 0x{}\n", address,
                       chunk.size(), base::hex(chunk));
        ++count_;
        address += chunk.size();
        bytes.remove_prefix(chunk.size());
    }
}

void QtestBatch::read_memory(std::uint64_t address, std::size_t size) {
    fmt::format_to(std::back_inserter(commands_), "read {:#x} {}\n", address, size);
    ++count_;
}

QtestLink::QtestLink(base::Fd socket, std::chrono::milliseconds timeout)
    : socket_(std::move(socket)), timeout_(timeout) {
}

base::Result<std::vector<std::string>> QtestLink::run(const QtestBatch& batch) {
    if (broken_errno_ != 0) {
        return base::fail(broken_errno_, "qtest");
    }
    base::Result<std::vector<std::string>> payloads = run_unguarded(batch);
    if (!payloads) {
        give_up(payloads.error().code.value()); // answers may no longer match commands
    }
    return payloads;
}

base::Result<std::uint32_t> QtestLink::read_register(std::uint64_t address) {
    // A memory read of four bytes is the same bus access as `readl` on a 32-bit register.
    QtestBatch batch;
    batch.read_memory(address, 4);
    PERMAP_TRY_ASSIGN(const std::vector<std::string> payloads, run(batch));
    if (payloads.size() != 1 || payloads.front().size() != 4) {
        return base::fail(EPROTO, "qtest read");
    }
    return static_cast<std::uint32_t>(read_le(payloads.front()));
}

base::Result<void> QtestLink::write_register(std::uint64_t address, std::uint32_t value) {
    QtestBatch batch;
    batch.write_register(address, value);
    PERMAP_TRY(run(batch));
    return {};
}

base::Result<std::vector<std::string>> QtestLink::run_unguarded(const QtestBatch& batch) {
    const Clock::time_point deadline = Clock::now() + timeout_;
    PERMAP_TRY(send(batch.commands_, deadline));

    std::vector<std::string> payloads;
    for (std::size_t i = 0; i < batch.count_; ++i) {
        PERMAP_TRY_ASSIGN(const std::string answer, read_answer(deadline));
        if (answer == "OK") {
            continue; // a write
        }
        if (!answer.starts_with("OK ")) {
            return base::fail(EPROTO, "qtest", answer);
        }
        PERMAP_TRY_ASSIGN(std::string bytes, decode_memory(std::string_view(answer).substr(3)));
        payloads.push_back(std::move(bytes));
    }
    return payloads;
}

base::Result<void> QtestLink::send(std::string_view text, Clock::time_point deadline) {
    while (!text.empty()) {
        const ssize_t sent =
            ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            text.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            PERMAP_TRY(wait_for(POLLOUT, deadline));
        } else if (errno != EINTR) {
            return base::fail(errno, "qtest send");
        }
    }
    return {};
}

base::Result<std::string> QtestLink::read_answer(Clock::time_point deadline) {
    std::size_t searched = line_start_;
    for (;;) {
        const std::size_t end = received_.find('\n', searched);
        if (end == std::string::npos) {
            searched = received_.size();
            PERMAP_TRY(receive(deadline));
            continue;
        }

        std::string line = received_.substr(line_start_, end - line_start_);
        line_start_ = end + 1;
        if (line_start_ == received_.size()) {
            received_.clear();
            line_start_ = 0;
        }
        return line;
    }
}

base::Result<void> QtestLink::receive(Clock::time_point deadline) {
    std::array<char, 16UL * 1024> chunk; // NOLINT(*-member-init): recv fills it
    for (;;) {
        const ssize_t got = ::recv(socket_.get(), chunk.data(), chunk.size(), MSG_DONTWAIT);
        if (got > 0) {
            received_.append(chunk.data(), static_cast<std::size_t>(got));
            return {};
        }
        if (got == 0) {
            return base::fail(ECONNRESET, "qtest receive");
        }
        if (errno == EAGAIN) {
            PERMAP_TRY(wait_for(POLLIN, deadline));
        } else if (errno != EINTR) {
            return base::fail(errno, "qtest receive");
        }
    }
}

base::Result<void> QtestLink::wait_for(short events, Clock::time_point deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) {
        return base::fail(ETIMEDOUT, "qtest");
    }

    pollfd waiting{.fd = socket_.get(), .events = events, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno != EINTR) {
        return base::fail(errno, "poll");
    }
    return {}; // readiness, hang-up and expiry are all settled by the caller's next attempt
}

} // namespace permap::oracle
