// SPDX-License-Identifier: Apache-2.0
#include "report/sorted_reporter.hpp"

#include "base/sorted_spool.hpp"
#include "codec/manifest_order.hpp"
#include "report/finding_record.hpp"
#include "report/record.hpp"

#include <optional>

namespace permap::report {
namespace {

/// Big-endian, so that bytes order as numbers do.
std::string ordered(std::uint32_t number) {
    std::string bytes(sizeof number, '\0');
    for (std::size_t at = bytes.size(); at-- > 0; number >>= 8U) {
        bytes[at] = static_cast<char>(number & 0xFFU);
    }
    return bytes;
}

class SortedReporter final : public Reporter {
public:
    SortedReporter(std::FILE* out, std::unique_ptr<Document> document, Order order)
        : document_(std::move(document)), order_(order), spool_(base::SortedSpool::create()),
          out_(out) {}

    void header(const Header& header) override { header_ = header; }
    void begin_root(const std::string& root) override {
        root_ = root;
        ++root_number_;
    }
    void add(scanner::Finding finding) override;
    void problem(scanner::Problem problem) override {
        keep(Part::problem, place(problem.path), to_json_text(problem_record(problem, root_)));
    }
    void change(const std::string& path, std::span<const std::string> steps) override {
        keep(Part::change, place(path), to_json_text(change_record(path, steps)));
    }
    void record(const Record& record) override {
        keep(Part::record, ordered(record_number_++), to_json_text(typed_record(record)));
    }
    void summary(const Summary& summary) override;
    base::Result<void> finish() override;
    bool has_failed() const override { return !spool_ || out_.has_failed(); }

private:
    [[nodiscard]] std::string place(const std::string& path) const {
        return ordered(root_number_) + codec::manifest_key(path);
    }
    void keep(Part part, const std::string& key, const std::string& text);
    [[nodiscard]] base::Result<void> write(const Summary& summary);

    std::unique_ptr<Document> document_;
    Order order_;
    Header header_;
    // Set before the workers of a root start, read-only while they run.
    std::string root_;
    std::uint32_t root_number_ = 0;

    std::uint32_t record_number_ = 0;       ///< records come only while no worker reports
    base::Result<base::SortedSpool> spool_; ///< own synchronisation
    base::Result<void> written_;            ///< only while no worker reports, like out_
    Output out_;
};

void SortedReporter::add(scanner::Finding finding) {
    std::string key = place(finding.path);
    if (order_ == Order::by_severity) {
        const auto rank = static_cast<unsigned>(scanner::Severity::critical) -
                          static_cast<unsigned>(finding.severity);
        key.insert(0, 1, static_cast<char>(rank));
    }
    keep(Part::finding, key, finding_text(finding, root_));
}

/// Where several records have one key, their text decides: of findings, the rule.
void SortedReporter::keep(Part part, const std::string& key, const std::string& text) {
    if (!spool_) {
        return;
    }
    spool_->add(static_cast<char>(part) + key, text);
}

void SortedReporter::summary(const Summary& summary) {
    Summary timeless = summary;
    timeless.seconds.reset();
    written_ = write(timeless);
}

base::Result<void> SortedReporter::write(const Summary& summary) {
    if (!spool_) {
        return tl::unexpected(spool_.error());
    }
    document_->begin(header_, summary, out_);
    for (;;) {
        PERMAP_TRY_ASSIGN(const std::optional<base::SortedSpool::Row> row, spool_->next());
        if (!row || out_.has_failed()) {
            break;
        }
        document_->add(static_cast<Part>(row->key.front()), row->value, out_);
    }
    document_->end(out_);
    return {};
}

base::Result<void> SortedReporter::finish() {
    PERMAP_TRY(written_);
    return out_.finish();
}

} // namespace

std::unique_ptr<Reporter> make_sorted(std::FILE* out, std::unique_ptr<Document> document,
                                      Order order) {
    return std::make_unique<SortedReporter>(out, std::move(document), order);
}

} // namespace permap::report
