// SPDX-License-Identifier: Apache-2.0
#include "report/finding_record.hpp"

#include "base/numbers.hpp"
#include "codec/kind.hpp"
#include "scanner/rule.hpp"

namespace permap::report {
namespace {

void add_waiver(RecordText& line, const scanner::Waiver& waiver) {
    line.open("waiver");
    line.text("reason", waiver.reason);
    line.text("owner", waiver.owner);
    line.text_or_null("expires", waiver.expires);
    line.close();
}

void add_evidence(RecordText& line, const scanner::Finding& finding) {
    line.open("evidence");
    for (const auto& [name, value] : finding.evidence) {
        line.name(name, value);
    }
    line.close();
}

std::string_view or_nothing(const char* text) {
    return text == nullptr ? std::string_view() : std::string_view(text);
}

} // namespace

std::string finding_text(const scanner::Finding& finding, const std::string& root) {
    RecordText line("finding");
    line.text("rule", finding.rule->id);
    line.text("severity", scanner::to_text(finding.severity));
    line.name("root", root);
    line.name("path", finding.path);
    line.text("message", finding.rule->message(finding));
    line.text("kind", codec::to_text(finding.kind));
    line.text("mode", base::mode_text(finding.mode));
    line.number("uid", finding.uid);
    line.number("gid", finding.gid);
    line.text_or_null("reachable", or_nothing(scanner::to_text(finding.reachable)));
    if (finding.blocked_by.empty()) {
        line.text_or_null("blocked_by", {});
    } else {
        line.name("blocked_by", finding.blocked_by);
    }
    if (!finding.through.empty()) {
        line.name("through", finding.through);
    }
    if (finding.is_blocker) {
        line.flag("blocker");
    }
    line.text("fix", finding.rule->fix);
    if (const char* const state = scanner::to_text(finding.baseline_state)) {
        line.text("baseline_state", state);
    }
    if (finding.waiver) {
        add_waiver(line, *finding.waiver);
    }
    add_evidence(line, finding);
    return line.take();
}

Json problem_record(const scanner::Problem& problem, const std::string& root) {
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

Json change_record(const std::string& path, std::span<const std::string> steps) {
    Json record = {{"type", "change"}};
    set_name(record, "path", path);
    record["steps"] = Json::array();
    for (const std::string& step : steps) {
        record["steps"].push_back(step);
    }
    return record;
}

} // namespace permap::report
