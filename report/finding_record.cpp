// SPDX-License-Identifier: Apache-2.0
#include "report/finding_record.hpp"

#include "base/numbers.hpp"
#include "codec/kind.hpp"
#include "scanner/rule.hpp"

namespace permap::report {
namespace {

Json evidence_of(const scanner::Finding& finding) {
    Json evidence = Json::object();
    for (const auto& [name, value] : finding.evidence) {
        set_name(evidence, name, value);
    }
    return evidence;
}

Json waiver_record(const scanner::Waiver& waiver) {
    return {{"reason", waiver.reason},
            {"owner", waiver.owner},
            {"expires", text_or_null(waiver.expires)}};
}

} // namespace

Json finding_record(const scanner::Finding& finding, const std::string& root) {
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
        record["waiver"] = waiver_record(*finding.waiver);
    }
    record["evidence"] = evidence_of(finding);
    return record;
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
