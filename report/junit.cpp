// SPDX-License-Identifier: Apache-2.0
// JUnit XML, as Jenkins, GitLab and others read it: a test case for each finding, with the rule as
// its class; one that passes for each rule that found nothing; problems as errors, and so the end
// of a command that was stopped.
#include "report/document_rules.hpp"
#include "report/documents.hpp"
#include "report/tally.hpp"
#include "report/xml_text.hpp"

#include "base/quote.hpp"

#include <fmt/format.h>

namespace permap::report {
namespace {

/// Classes of one program stand together where results are shown as a tree.
constexpr std::string_view kClass = "permap.";

class JunitDocument final : public Document {
public:
    explicit JunitDocument(const Options& options) : options_(options) {}

    void begin(const Header& header, const Summary& summary, Output& out) override;
    void add(Part part, std::string_view line, Output& out) override;
    void end(Output& out) override { out.write("  </testsuite>\n</testsuites>\n"); }

private:
    [[nodiscard]] std::string name_of(const Json& record) const;
    [[nodiscard]] std::string case_of(const Json& finding) const;

    Options options_;
    bool has_several_roots_ = false;
};

std::string suite_name(const Header& header) {
    std::string name = "permap " + header.command;
    for (const std::string& root : header.roots) {
        name += " " + base::escape(root);
    }
    return name;
}

std::string passing_case(const scanner::Rule& rule) {
    return fmt::format("    <testcase classname=\"{}{}\" name=\"nothing found\"/>\n", kClass,
                       rule.id);
}

std::string stopped_case(const std::string& why) {
    return fmt::format("    <testcase classname=\"{}status\" name=\"not complete\">\n"
                       "      <error type=\"status\" message=\"{}\"/>\n    </testcase>\n",
                       kClass, xml_text(why));
}

/// What an element says to somebody who opens it.
std::string details_of(const Json& finding) {
    return fmt::format("{}{}\n{} {}, owner {}:{}\n{}", finding.value("message", ""),
                       is_unchanged(finding) ? "\nunchanged since the baseline" : "",
                       finding.value("kind", ""), finding.value("mode", ""),
                       finding.value("uid", 0U), finding.value("gid", 0U),
                       finding.value("fix", ""));
}

std::string waiver_text(const Json& waiver) {
    const Json expires = waiver.value("expires", Json());
    return fmt::format("waived by {}{}: {}", waiver.value("owner", ""),
                       expires.is_string() ? " until " + expires.get<std::string>() : "",
                       waiver.value("reason", ""));
}

void JunitDocument::begin(const Header& header, const Summary& summary, Output& out) {
    has_several_roots_ = header.roots.size() > 1;
    const FindingCounts& counts = summary.findings;
    std::string passing;
    std::uint64_t tests = sum_of(counts.by_severity) + counts.waived + summary.problems;
    const std::string cut_short = cut_short_text(summary);
    for (const scanner::Rule* const rule : rules_of(header, summary)) {
        // Of a part of the tree nobody knows whether there is nothing.
        if (cut_short.empty() && !has_fired(*rule, counts)) {
            passing += passing_case(*rule);
            ++tests;
        }
    }
    const unsigned cut = cut_short.empty() ? 0 : 1;
    const std::string totals = fmt::format(
        "name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\"", xml_text(suite_name(header)),
        tests + cut, failing(counts, options_.fail_on), summary.problems + cut);
    out.write(fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n"
                          "  <testsuite {} skipped=\"{}\">\n",
                          totals, totals, counts.waived));
    out.write(cut_short.empty() ? passing : stopped_case(cut_short));
}

void JunitDocument::add(Part part, std::string_view line, Output& out) {
    if (part == Part::finding) {
        out.write(case_of(Json::parse(line)));
    } else if (part == Part::problem) {
        const Json problem = Json::parse(line);
        out.write(fmt::format("    <testcase classname=\"{}problem\" name=\"{}\">\n"
                              "      <error type=\"{}\" message=\"{}\"/>\n    </testcase>\n",
                              kClass, xml_text(name_of(problem)),
                              xml_text(problem.value("operation", "")),
                              xml_text(problem.value("error", ""))));
    }
}

std::string JunitDocument::name_of(const Json& record) const {
    const std::string path = base::escape(name_in(record, "path"));
    return has_several_roots_ ? base::escape(name_in(record, "root")) + ": " + path : path;
}

std::string JunitDocument::case_of(const Json& finding) const {
    const std::string severity = finding.value("severity", "");
    const std::string details = xml_text(details_of(finding));
    std::string result;
    if (finding.contains("waiver")) {
        result = fmt::format("      <skipped>{}</skipped>\n",
                             xml_text(waiver_text(finding["waiver"]) + "\n" + details_of(finding)));
    } else if (fails(finding, options_.fail_on)) {
        result = fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", severity,
                             xml_text(finding.value("message", "")), details);
    } else {
        result = fmt::format("      <system-out>{}: {}</system-out>\n", severity, details);
    }
    return fmt::format("    <testcase classname=\"{}{}\" name=\"{}\">\n{}    </testcase>\n", kClass,
                       finding.value("rule", ""), xml_text(name_of(finding)), result);
}

} // namespace

std::unique_ptr<Document> make_junit_document(const Options& options) {
    return std::make_unique<JunitDocument>(options);
}

} // namespace permap::report
