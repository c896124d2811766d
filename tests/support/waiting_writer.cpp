// SPDX-License-Identifier: Apache-2.0
#include "tests/support/waiting_writer.hpp"

#include <chrono>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace permap::tests {
namespace {

/// For a thread to come to its system call, or back from it.
constexpr std::chrono::milliseconds kMoment{100};

} // namespace

WaitingWriter::WaitingWriter(std::string fifo)
    : fifo_(::open(fifo.c_str(), O_PATH | O_CLOEXEC)), writer_([this, path = std::move(fifo)] {
          const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
          is_in_ = true;
          ::close(fd);
      }) {
    std::this_thread::sleep_for(kMoment);
}

WaitingWriter::~WaitingWriter() {
    const std::string link = fmt::format("/proc/self/fd/{}", fifo_);
    const int reader = ::open(link.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC); // lets it go
    writer_.join();
    ::close(reader);
    ::close(fifo_);
}

bool WaitingWriter::was_let_in() const {
    std::this_thread::sleep_for(kMoment);
    return is_in_;
}

} // namespace permap::tests
