// SPDX-License-Identifier: Apache-2.0
// One self-contained page: totals as markup, everything else as data that the page's own script
// shows. Nothing is loaded, and only that script may run: its digest is in the policy.
#include "report/document_rules.hpp"
#include "report/documents.hpp"
#include "report/html_totals.hpp"
#include "report/page.hpp"
#include "report/worst_places.hpp"
#include "report/xml_text.hpp"
#include "scanner/severity.hpp"

#include "base/quote.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace permap::report {
namespace {

/// Findings in the table, the worst: a browser stays quick with so many, and nobody reads more.
constexpr std::size_t kMostFindings = 5000;

/// Problems in the list.
constexpr std::size_t kMostProblems = 200;

/// JSON inside of <script>: nothing in it may look like the end of that.
std::string data_text(const Json& value) {
    std::string text = to_json_text(value);
    for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos;) {
        text.replace(at, 1, "\\u003c");
    }
    return text;
}

std::string source_of(std::string_view hex_digest) {
    return "'sha256-" + base::base64(base::from_hex(hex_digest).value_or("")) + "'";
}

/// What may be done on the page: its own script and style, and nothing from anywhere.
std::string policy() {
    return fmt::format("default-src 'none'; img-src data:; script-src {}; style-src {}; base-uri "
                       "'none'; form-action 'none'",
                       source_of(kPageScriptDigest), source_of(kPageStyleDigest));
}

/// Severities as the page counts them: the worst is 0.
std::size_t rank_of(scanner::Severity severity) {
    return scanner::kSeverities - 1 - static_cast<std::size_t>(severity);
}

Json worst_first(const SeverityCounts& counts) {
    Json numbers = Json::array();
    for (std::size_t at = counts.size(); at-- > 0;) {
        numbers.push_back(counts[at]);
    }
    return numbers;
}

class HtmlDocument final : public Document {
public:
    void begin(const Header& header, const Summary& summary, Output& out) override;
    void add(Part part, std::string_view line, Output& out) override;
    void end(Output& out) override;

private:
    void add_finding(const Json& finding, Output& out);
    [[nodiscard]] Json row_of(const Json& finding, scanner::Severity severity) const;
    [[nodiscard]] Json page_data() const;

    Header header_;
    Summary summary_;
    std::map<std::string, SeverityCounts, std::less<>> by_rule_;
    WorstPlaces places_;
    std::size_t findings_ = 0;
    std::vector<std::string> problems_; ///< the first kMostProblems, as markup
};

void HtmlDocument::begin(const Header& header, const Summary& summary, Output& out) {
    header_ = header;
    summary_ = summary;
    const std::string title = page_title(header);
    out.write(fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>{}</style>\n</head>\n",
        policy(), title, kPageStyle));
    out.write("<body>\n" + page_totals(header, summary));
    out.write("<script type=\"application/json\" id=\"finding-data\">[");
}

void HtmlDocument::add(Part part, std::string_view line, Output& out) {
    if (part == Part::finding) {
        add_finding(Json::parse(line), out);
    } else if (part == Part::problem && problems_.size() < kMostProblems) {
        const Json problem = Json::parse(line);
        problems_.push_back(
            fmt::format("<li><code>{}</code></li>\n",
                        xml_text(header_.roots.size() > 1 ? base::escape(name_in(problem, "root")) +
                                                                ": " + problem.value("error", "")
                                                          : problem.value("error", ""))));
    }
}

void HtmlDocument::add_finding(const Json& finding, Output& out) {
    const scanner::Severity severity =
        scanner::parse_severity(finding.value("severity", "")).value_or(scanner::Severity::high);
    const std::string root = name_in(finding, "root");
    const auto position = std::ranges::find(header_.roots, root) - header_.roots.begin();
    SeverityCounts& counts = by_rule_[finding.value("rule", "")];
    if (!finding.contains("waiver")) { // those are in the table alone
        ++counts[static_cast<std::size_t>(severity)];
        places_.add(static_cast<std::size_t>(position), name_in(finding, "path"), severity);
    }
    if (findings_++ < kMostFindings) {
        out.write("\n" + data_text(row_of(finding, severity)) + ",");
    }
}

Json HtmlDocument::row_of(const Json& finding, scanner::Severity severity) const {
    Json row = {{"severity", rank_of(severity)},
                {"rule", finding.value("rule", "")},
                {"root", base::escape(name_in(finding, "root"))},
                {"path", base::escape(name_in(finding, "path"))},
                {"message", finding.value("message", "")}};
    for (const char* const field : {"kind", "mode", "uid", "gid", "reachable", "fix"}) {
        row[field] = finding.value(field, Json());
    }
    if (is_unchanged(finding)) {
        row["unchanged"] = true;
    }
    if (finding.contains("waiver")) {
        const Json& waiver = finding["waiver"];
        row["waived"] = waiver.value("owner", "") + ": " + waiver.value("reason", "");
    }
    return row;
}

Json HtmlDocument::page_data() const {
    Json page = {{"total", findings_}};
    page["roots"] = Json::array();
    std::vector<std::string> roots = header_.roots;
    page["places"] = Json::array();
    for (const WorstPlaces::Place& place : places_.all()) {
        page["places"].push_back(
            {place.directory.root, base::escape(place.directory.path), worst_first(place.counts)});
        if (place.directory.root >= roots.size()) { // of a root that the header does not name
            roots.resize(place.directory.root + 1, "elsewhere");
        }
    }
    for (const std::string& root : roots) {
        page["roots"].push_back(base::escape(root));
    }
    page["rules"] = Json::array();
    for (const scanner::Rule& rule : scanner::rules()) {
        const auto fired = by_rule_.find(rule.id);
        if (fired != by_rule_.end()) {
            page["rules"].push_back({{"id", rule.id},
                                     {"title", rule.title},
                                     {"why", rule.why},
                                     {"counts", worst_first(fired->second)}});
        }
    }
    return page;
}

void HtmlDocument::end(Output& out) {
    out.write("\nnull]</script>\n<script type=\"application/json\" id=\"page-data\">");
    out.write(data_text(page_data()) + "</script>\n");
    if (findings_ > 0) {
        out.write(page_sections(summary_, findings_, kMostFindings));
    }
    if (!problems_.empty()) {
        out.write(
            "<section id=\"problems\"><h2>What could not be examined or changed</h2>\n<ul>\n");
        for (const std::string& problem : problems_) {
            out.write(problem);
        }
        out.write("</ul>\n");
        if (summary_.problems > problems_.size()) {
            out.write(fmt::format("<p class=\"quiet\">And {} more.</p>\n",
                                  summary_.problems - problems_.size()));
        }
        out.write("</section>\n");
    }
    out.write(page_footer(header_));
    if (findings_ > 0) {
        out.write(fmt::format("<script>{}</script>\n", kPageScript));
    }
    out.write("</body>\n</html>\n");
}

} // namespace

std::unique_ptr<Document> make_html_document(const Options& /*options*/) {
    return std::make_unique<HtmlDocument>();
}

} // namespace permap::report
