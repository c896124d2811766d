// SPDX-License-Identifier: Apache-2.0
#include "mapper/row_writer.hpp"

namespace permap::mapper {
namespace {

/// Rows that may wait: enough to ride out an fsync, little enough to stay small (some 4 KB each).
constexpr std::size_t kMostWaitingRows = 512;

} // namespace

RowWriter::RowWriter(RunFile& run)
    : run_(run), queue_(kMostWaitingRows), thread_([this] { write_rows(); }) {
}

RowWriter::~RowWriter() {
    queue_.close();
}

void RowWriter::write_rows() {
    while (const std::optional<Row> row = queue_.pop()) {
        const base::Result<void> written = write(*row);
        if (!written) {
            error_ = written.error();
            queue_.close();
            return;
        }
    }
}

base::Result<void> RowWriter::write(const Row& row) {
    if (const auto* const batch = std::get_if<BatchRow>(&row)) {
        return run_.add_batch(batch->directory, batch->records);
    }
    return run_.add_link(std::get<LinkName>(row));
}

base::Result<void> RowWriter::finish() {
    queue_.close();
    if (thread_.joinable()) {
        thread_.join();
    }
    if (error_) {
        return tl::unexpected(*error_);
    }
    return run_.commit();
}

} // namespace permap::mapper
