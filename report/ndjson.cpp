// SPDX-License-Identifier: Apache-2.0
#include "report/ndjson.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "codec/kind.hpp"
#include "report/entry_record.hpp"
#include "report/json_text.hpp"
#include "report/output.hpp"
#include "report/record.hpp"
#include "scanner/rule.hpp"

#include <algorithm>
#include <mutex>

namespace permap::report {
namespace {

constexpr int kSchema = 1;

Json to_json(const Header& header) {
    Json record = {{"type", "header"},
                   {"schema", kSchema},
                   {"permap", header.version},
                   {"command", header.command}};
    record["roots"] = Json::array();
    for (const std::string& root : header.roots) {
        record["roots"].push_back(base::to_utf8(root));
    }
    if (!std::ranges::all_of(header.roots, base::is_utf8)) {
        for (const std::string& root : header.roots) {
            record["roots_b64"].push_back(base::base64(root));
        }
    }
    record["model"] = text_or_null(header.model);
    record["safety"] = text_or_null(header.safety);
    if (!header.view.empty()) {
        record["view"] = header.view;
    }
    return record;
}

Json evidence_of(const scanner::Finding& finding) {
    Json evidence = Json::object();
    for (const auto& [name, value] : finding.evidence) {
        set_name(evidence, name, value);
    }
    return evidence;
}

Json to_json(const scanner::Waiver& waiver) {
    return {{"reason", waiver.reason},
            {"owner", waiver.owner},
            {"expires", text_or_null(waiver.expires)}};
}

Json to_json(const scanner::Finding& finding, const std::string& root) {
    Json record = {{"type", "finding"},
                   {"rule", finding.rule->id},
                   {"severity", scanner::to_text(finding.severity)}};
    set_name(record, "root", root);
    set_name(record, "path", finding.path);
    record["message"] = finding.rule->message(finding);
    record["kind"] = codec::to_text(finding.kind);
    record["mode"] = base::mode_text(finding.mode);
    record["uid"] = finding.uid;
    record["gid"] = finding.gid;
    const char* const reachable = scanner::to_text(finding.reachable);
    record["reachable"] = reachable != nullptr ? Json(reachable) : Json(nullptr);
    if (finding.blocked_by.empty()) {
        record["blocked_by"] = nullptr;
    } else {
        set_name(record, "blocked_by", finding.blocked_by);
    }
    if (!finding.through.empty()) {
        set_name(record, "through", finding.through);
    }
    record["fix"] = finding.rule->fix;
    if (const char* const state = scanner::to_text(finding.baseline_state)) {
        record["baseline_state"] = state;
    }
    if (finding.waiver) {
        record["waiver"] = to_json(*finding.waiver);
    }
    record["evidence"] = evidence_of(finding);
    return record;
}

Json to_json(const scanner::Problem& problem, const std::string& root) {
    const base::Error& error = problem.error;
    Json record = {{"type", "problem"}};
    set_name(record, "root", root);
    set_name(record, "path", problem.path);
    record["operation"] = error.operation;
    // A sentence instead of an errno: no system call failed.
    record["errno"] = error.detail.empty() ? Json(base::errno_name(error.code)) : Json(nullptr);
    record["error"] = base::to_text(base::with_path(error, problem.path));
    return record;
}

Json to_json(const FindingCounts& counts) {
    Json by_severity = Json::object();
    for (std::size_t at = scanner::kSeverities; at-- > 0;) {
        by_severity[scanner::to_text(static_cast<scanner::Severity>(at))] = counts.by_severity[at];
    }
    Json by_rule = Json::object();
    for (const auto& [rule, count] : counts.by_rule) {
        by_rule[rule] = count;
    }
    Json record = {{"by_severity", std::move(by_severity)}, {"by_rule", std::move(by_rule)}};
    const std::uint64_t unchanged = sum_of(counts.unchanged);
    if (unchanged > 0) {
        record["unchanged"] = unchanged;
    }
    if (counts.waived > 0) {
        record["waived"] = counts.waived;
    }
    return record;
}

Json to_json(const Summary& summary) {
    Json record = {{"type", "summary"},
                   {"entries", summary.entries},
                   {"directories", summary.directories},
                   {"findings", to_json(summary.findings)},
                   {"problems", summary.problems}};
    if (summary.seconds) {
        record["seconds"] = *summary.seconds;
    }
    if (summary.conversion) {
        record["changed"] = summary.conversion->changed;
        record["unchanged"] = summary.conversion->unchanged;
        record["refused"] = summary.conversion->refused;
        record["failed"] = summary.conversion->failed;
        record["left_alone"] = summary.conversion->left_alone;
        record["dry_run"] = summary.conversion->is_dry_run;
        record["run"] = text_or_null(summary.conversion->run);
    }
    return record;
}

/// Records are made outside the lock; only whole lines go into the stream. The stream's buffer is
/// written out under the lock: that is the back-pressure of a slow reader.
class NdjsonReporter final : public Reporter {
public:
    explicit NdjsonReporter(std::FILE* out) : out_(out) {}

    void header(const Header& header) override { write(to_json(header)); }
    void begin_root(const std::string& root) override { root_ = root; }
    void add(scanner::Finding finding) override {
        if (!has_failed()) {
            write(to_json(finding, root_));
        }
    }
    void problem(scanner::Problem problem) override { write(to_json(problem, root_)); }
    void change(const std::string& path, std::span<const std::string> steps) override;
    void record(const Record& record) override;
    void entry(const codec::ManifestEntry& entry) override { write(entry_record(entry)); }
    void summary(const Summary& summary) override { write(to_json(summary)); }
    base::Result<void> finish() override { return out_.finish(); }
    bool has_failed() const override { return out_.has_failed(); }

private:
    void write(const Json& record);

    std::string root_; ///< set before the workers of a root start, read-only while they run
    std::mutex mutex_;
    Output out_; ///< writing is guarded by mutex_
};

void NdjsonReporter::change(const std::string& path, std::span<const std::string> steps) {
    Json record = {{"type", "change"}};
    set_name(record, "path", path);
    record["steps"] = Json::array();
    for (const std::string& step : steps) {
        record["steps"].push_back(step);
    }
    write(record);
}

void NdjsonReporter::record(const Record& record) {
    Json typed = {{"type", record.type}};
    typed.update(record.fields);
    write(typed);
}

void NdjsonReporter::write(const Json& record) {
    const std::string line = to_line(record);
    const std::lock_guard lock(mutex_);
    out_.write(line);
}

} // namespace

std::unique_ptr<Reporter> make_ndjson(std::FILE* out, const Options& /*options*/) {
    return std::make_unique<NdjsonReporter>(out);
}

} // namespace permap::report
