// SPDX-License-Identifier: Apache-2.0
#include "report/ndjson.hpp"

#include "report/entry_record.hpp"
#include "report/finding_record.hpp"
#include "report/output.hpp"
#include "report/record.hpp"
#include "report/summary_record.hpp"

#include <mutex>

namespace permap::report {
namespace {

/// Records are made outside the lock; only whole lines go into the stream. The stream's buffer is
/// written out under the lock: that is the back-pressure of a slow reader.
class NdjsonReporter final : public Reporter {
public:
    explicit NdjsonReporter(std::FILE* out) : out_(out) {}

    void header(const Header& header) override { write(header_record(header)); }
    void begin_root(const std::string& root) override { root_ = root; }
    void add(scanner::Finding finding) override {
        if (!has_failed()) {
            write_line(finding_text(finding, root_) + "\n");
        }
    }
    void problem(scanner::Problem problem) override { write(problem_record(problem, root_)); }
    void change(const std::string& path, std::span<const std::string> steps) override {
        write(change_record(path, steps));
    }
    void record(const Record& record) override { write(typed_record(record)); }
    void entry(const codec::ManifestEntry& entry) override { write_line(entry_line(entry)); }
    void summary(const Summary& summary) override { write(summary_record(summary)); }
    base::Result<void> finish() override { return out_.finish(); }
    bool has_failed() const override { return out_.has_failed(); }

private:
    void write(const Json& record) { write_line(to_line(record)); }
    void write_line(const std::string& line);

    std::string root_; ///< set before the workers of a root start, read-only while they run
    std::mutex mutex_;
    Output out_; ///< writing is guarded by mutex_
};

void NdjsonReporter::write_line(const std::string& line) {
    const std::lock_guard lock(mutex_);
    out_.write(line);
}

} // namespace

std::unique_ptr<Reporter> make_ndjson(std::FILE* out, const Options& /*options*/) {
    return std::make_unique<NdjsonReporter>(out);
}

} // namespace permap::report
