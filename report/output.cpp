// SPDX-License-Identifier: Apache-2.0
#include "report/output.hpp"

#include <cerrno>

#include <sys/stat.h>

namespace permap::report {
namespace {

/// A file gets large pieces: in those of stdio, 4 KiB, the calls took a tenth of the time of a
/// snapshot. Who reads from anything else waits for what is written.
constexpr std::size_t kPieceOfFile = std::size_t{64} << 10U;

bool is_regular(std::FILE* file) {
    struct stat status {};
    return ::fstat(::fileno(file), &status) == 0 && S_ISREG(status.st_mode);
}

} // namespace

Output::Output(std::FILE* file) : file_(file), piece_(is_regular(file) ? kPieceOfFile : 0) {
}

Output::~Output() {
    if (!has_failed() && !pending_.empty()) {
        hand_on();
    }
}

void Output::write(std::string_view text) {
    if (has_failed()) {
        return;
    }
    pending_ += text;
    if (pending_.size() >= piece_) {
        hand_on();
    }
}

void Output::hand_on() {
    if (std::fwrite(pending_.data(), 1, pending_.size(), file_) != pending_.size()) {
        errno_ = errno;
    }
    pending_.clear();
}

base::Result<void> Output::finish() {
    if (!has_failed()) {
        hand_on();
    }
    if (!has_failed() && std::fflush(file_) != 0) {
        errno_ = errno;
    }
    if (has_failed()) {
        return base::fail(errno_, "write");
    }
    return {};
}

} // namespace permap::report
