// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0 (OASIS), for code scanning: results with stable fingerprints; problems are
// notifications of the run.
#include "report/document_rules.hpp"
#include "report/documents.hpp"
#include "report/sarif_run.hpp"
#include "scanner/severity.hpp"

#include "base/uri.hpp"

#include <map>
#include <optional>

#include <fmt/format.h>

namespace permap::report {
namespace {

constexpr std::string_view kBegin =
    R"({"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json","version":"2.1.0","runs":[{)";

/// Viewers make links of `[text](target)` in a message: a name could be one.
std::string without_links(std::string text) {
    for (std::size_t at = 0; (at = text.find("](", at)) != std::string::npos; at += 3) {
        text.insert(at, 1, '\\');
    }
    return text;
}

scanner::Severity severity_of(const Json& finding) {
    return scanner::parse_severity(finding.value("severity", "")).value_or(scanner::Severity::high);
}

/// What the finding says besides what SARIF has a place for.
Json properties_of(const Json& finding) {
    Json properties = Json::object();
    for (const auto& [key, value] : finding.items()) {
        const bool is_elsewhere = key == "type" || key == "rule" || key == "message" ||
                                  key == "fix" || key == "baseline_state" || key == "waiver";
        if (!is_elsewhere && !value.is_null()) {
            properties[key] = value;
        }
    }
    return properties;
}

Json suppression(const Json& waiver) {
    return {{"kind", "external"},
            {"status", "accepted"},
            {"justification", waiver.value("reason", "")},
            {"properties", waiver}};
}

class SarifDocument final : public Document {
public:
    void begin(const Header& header, const Summary& summary, Output& out) override;
    void add(Part part, std::string_view line, Output& out) override;
    void end(Output& out) override;

private:
    [[nodiscard]] Json result(const Json& finding);
    [[nodiscard]] Json notification(const Json& problem) const;
    [[nodiscard]] std::string fingerprint(const Json& finding);
    [[nodiscard]] Json location(const Json& record) const;
    void begin_invocation(Output& out);

    std::map<std::string, std::size_t, std::less<>> rule_indices_;
    std::optional<SarifPlaces> places_;
    bool has_several_roots_ = false;
    std::optional<int> status_;
    bool is_in_invocation_ = false;
    bool has_element_ = false; ///< in the array that is open
    std::string last_place_;   ///< rule and path of the result before
    unsigned repeats_ = 0;     ///< how many results before this one had the same
};

void SarifDocument::begin(const Header& header, const Summary& summary, Output& out) {
    const std::vector<const scanner::Rule*> rules = rules_of(header, summary);
    for (const scanner::Rule* const rule : rules) {
        rule_indices_.emplace(rule->id, rule_indices_.size());
    }
    places_.emplace(header.roots);
    has_several_roots_ = header.roots.size() > 1;
    status_ = summary.status;
    out.write(kBegin);
    out.write("\n\"tool\":{\"driver\":" + to_json_text(sarif_driver(header, rules)) + "},\n");
    out.write(fmt::format("\"automationDetails\":{{\"id\":\"permap/{}/\"}},\n", header.command));
    out.write("\"originalUriBaseIds\":" + to_json_text(places_->bases()) + ",\n");
    out.write("\"columnKind\":\"utf16CodeUnits\",\n\"results\":[");
}

void SarifDocument::add(Part part, std::string_view line, Output& out) {
    if (part != Part::finding && part != Part::problem) {
        return;
    }
    if (part == Part::problem && !is_in_invocation_) {
        begin_invocation(out);
    }
    const Json record = Json::parse(line);
    out.write(has_element_ ? ",\n" : "\n");
    out.write(to_json_text(part == Part::finding ? result(record) : notification(record)));
    has_element_ = true;
}

/// Ends the results.
void SarifDocument::begin_invocation(Output& out) {
    constexpr int kMostOfSuccess = 1; // clean, or findings
    Json invocation = {{"executionSuccessful", status_.value_or(0) <= kMostOfSuccess}};
    if (status_) {
        invocation["exitCode"] = *status_;
    }
    std::string text = to_json_text(invocation);
    text.pop_back(); // the brace: notifications follow
    out.write((has_element_ ? "\n],\n\"invocations\":[" : "],\n\"invocations\":[") + text +
              ",\"toolExecutionNotifications\":[");
    is_in_invocation_ = true;
    has_element_ = false;
}

void SarifDocument::end(Output& out) {
    if (!is_in_invocation_) {
        begin_invocation(out);
    }
    out.write(has_element_ ? "\n]}]}]}\n" : "]}]}]}\n");
}

Json SarifDocument::result(const Json& finding) {
    const std::string rule = finding.value("rule", "");
    const scanner::Severity severity = severity_of(finding);
    const std::string print = fingerprint(finding);
    Json result = {{"ruleId", rule}};
    const auto index = rule_indices_.find(rule);
    if (index != rule_indices_.end()) {
        result["ruleIndex"] = index->second;
    }
    result["level"] = level_of(severity);
    result["message"] = {{"text", without_links(as_sentence(finding.value("message", "")))}};
    result["locations"] = Json::array({location(finding)});
    // GitHub tells results apart by the second one alone, and makes one up where it is missing.
    result["partialFingerprints"] = {{"permapPlace/v1", print}, {"primaryLocationLineHash", print}};
    if (finding.contains("baseline_state")) {
        result["baselineState"] = finding["baseline_state"];
    }
    if (finding.contains("waiver")) {
        result["suppressions"] = Json::array({suppression(finding["waiver"])});
    }
    result["properties"] = properties_of(finding);
    return result;
}

Json SarifDocument::notification(const Json& problem) const {
    Json notification = {
        {"level", "error"},
        {"message", {{"text", without_links(as_sentence(problem.value("error", "")))}}},
        {"locations", Json::array({location(problem)})}};
    notification["properties"] = {{"operation", problem.value("operation", "")},
                                  {"errno", problem.value("errno", Json())}};
    return notification;
}

/// Rule and place, the same from run to run and in each checkout. Where a rule says several things
/// of one place, their order tells them apart: it is that of their texts.
std::string SarifDocument::fingerprint(const Json& finding) {
    std::string place = finding.value("rule", "") + ":";
    if (has_several_roots_) {
        place += base::percent_encode(name_in(finding, "root")) + ":";
    }
    place += base::percent_encode(name_in(finding, "path"));
    repeats_ = place == last_place_ ? repeats_ + 1 : 0;
    last_place_ = place;
    return repeats_ == 0 ? place : fmt::format("{}:{}", place, repeats_ + 1);
}

/// Line 1: modes and owners are those of the whole file, but code scanning shows nothing without a
/// line.
Json SarifDocument::location(const Json& record) const {
    return {
        {"physicalLocation",
         {{"artifactLocation", places_->location(name_in(record, "root"), name_in(record, "path"))},
          {"region", {{"startLine", 1}}}}}};
}

} // namespace

std::unique_ptr<Document> make_sarif_document(const Options& /*options*/) {
    return std::make_unique<SarifDocument>();
}

} // namespace permap::report
