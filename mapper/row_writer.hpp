// SPDX-License-Identifier: Apache-2.0
// RowWriter: the one thread that writes a plan into its run file. Workers hand it finished rows and
// wait only while it is far behind.
#pragma once

#include "base/bounded_queue.hpp"
#include "mapper/run_file.hpp"

#include <optional>
#include <string>
#include <thread>
#include <variant>

namespace permap::mapper {

/// A row of `batches`: already serialised by the worker that made it.
struct BatchRow {
    Place directory;
    std::string records;
};

class RowWriter {
public:
    /// `run` outlives the writer and is its alone until `finish`.
    explicit RowWriter(RunFile& run);
    ~RowWriter();
    RowWriter(const RowWriter&) = delete;
    RowWriter& operator=(const RowWriter&) = delete;

    /// Any thread. False once writing has failed: nothing more will be written.
    bool add(BatchRow row) { return queue_.push(std::move(row)); }
    bool add(LinkName name) { return queue_.push(std::move(name)); }

    /// Waits until all is written; the first error, if any.
    [[nodiscard]] base::Result<void> finish();

private:
    using Row = std::variant<BatchRow, LinkName>;
    void write_rows();
    [[nodiscard]] base::Result<void> write(const Row& row);

    RunFile& run_;
    base::BoundedQueue<Row> queue_;
    std::optional<base::Error> error_; ///< the thread's until it is joined
    std::jthread thread_;              ///< last: it uses all of the above
};

} // namespace permap::mapper
