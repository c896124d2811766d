// SPDX-License-Identifier: Apache-2.0
// Annotations of GitHub Actions: workflow commands that the runner makes of the log, the worst
// findings first.
#include "report/document_rules.hpp"
#include "report/documents.hpp"
#include "scanner/severity.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"

#include <array>

#include <fmt/format.h>

namespace permap::report {
namespace {

/// GitHub shows so many errors, warnings and notices of a step, and drops the others (GitHub docs,
/// "Annotations", limits).
constexpr unsigned kMostAnnotations = 10;
/// Further findings that are listed in the log.
constexpr unsigned kMostLines = 1000;

/// The runner decodes these (actions/toolkit, command.ts).
std::string encode(std::string_view text, std::string_view special) {
    std::string out;
    for (const char c : text) {
        if (special.find(c) == std::string_view::npos) {
            out += c;
        } else {
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

std::string message_text(std::string_view text) {
    return encode(base::to_utf8(text), "%\r\n");
}

std::string property_text(std::string_view text) {
    return encode(base::to_utf8(text), "%\r\n:,");
}

/// A line of the log that is no command, whatever names are in it: the runner also looks for the
/// older `##[command]`, anywhere in a line.
std::string plain_line(std::string line) {
    for (std::size_t at = 0; (at = line.find("##[", at)) != std::string::npos;) {
        line.replace(at, 3, "#\\x23[");
    }
    return "  " + line + "\n";
}

enum Level : std::size_t { error, warning, notice };
constexpr std::array kCommands = {"error", "warning", "notice"};

Level level_of_record(const Json& record) {
    const auto severity = scanner::parse_severity(record.value("severity", ""));
    if (!severity || *severity >= scanner::Severity::high) { // problems have none
        return error;
    }
    return *severity == scanner::Severity::medium ? warning : notice;
}

std::string_view prefix_of(const Json& record) {
    if (record.contains("waiver")) {
        return "waived ";
    }
    return is_unchanged(record) ? "unchanged " : "";
}

std::string file_of(const Json& record) {
    std::string root = name_in(record, "root");
    const std::string path = name_in(record, "path");
    if (path == ".") {
        return root;
    }
    const bool is_here = root == "." || root.empty();
    return (is_here ? "" : root + (root.ends_with('/') ? "" : "/")) + path;
}

class GithubDocument final : public Document {
public:
    explicit GithubDocument(const Options& options) : options_(options) {}

    void begin(const Header& header, const Summary& summary, Output& out) override;
    void add(Part part, std::string_view line, Output& out) override;
    void end(Output& out) override;

private:
    void annotate(Level level, const Json& record, Output& out);
    void list(Level level, const Json& record, Output& out);

    Options options_;
    std::string summary_;
    std::array<unsigned, kCommands.size()> annotations_ = {};
    unsigned lines_ = 0;
    std::uint64_t hidden_ = 0;
    bool is_in_group_ = false;
};

void GithubDocument::begin(const Header& header, const Summary& summary, Output& out) {
    const std::string cut_short = cut_short_text(summary);
    if (!cut_short.empty()) {
        ++annotations_[error];
        out.write(fmt::format("::error title={}::{}\n", property_text("permap: not complete"),
                              message_text(cut_short)));
    }
    const FindingCounts& counts = summary.findings;
    summary_ =
        fmt::format("permap {}{}: ", header.command, cut_short.empty() ? "" : " (not complete)");
    const std::uint64_t findings = sum_of(counts.by_severity);
    summary_ += findings == 0 ? "no findings" : base::counted(findings, "finding", "findings");
    const char* separator = " (";
    for (std::size_t at = counts.by_severity.size(); at-- > 0;) {
        if (counts.by_severity[at] > 0) {
            summary_ += fmt::format("{}{} {}", separator, counts.by_severity[at],
                                    scanner::to_text(static_cast<scanner::Severity>(at)));
            separator = ", ";
        }
    }
    if (const std::uint64_t unchanged = sum_of(counts.unchanged); unchanged > 0) {
        summary_ += fmt::format("; {} of them unchanged", unchanged);
    }
    summary_ += findings > 0 ? ")" : "";
    if (counts.waived > 0) {
        summary_ += fmt::format(", {} waived", counts.waived);
    }
    if (summary.problems > 0) {
        summary_ += fmt::format(", {}", base::counted(summary.problems, "problem", "problems"));
    }
    summary_ += fmt::format(" in {}", base::counted(summary.entries, "entry", "entries"));
}

void GithubDocument::add(Part part, std::string_view line, Output& out) {
    if (part != Part::finding && part != Part::problem) {
        return;
    }
    const Json record = Json::parse(line);
    // What somebody put up with, or what was there before and fails nothing, takes no place from
    // news.
    const bool is_old = is_unchanged(record) && !fails(record, options_.fail_on);
    const Level level = level_of_record(record);
    if (!is_old && !record.contains("waiver") && annotations_[level] < kMostAnnotations) {
        annotate(level, record, out);
    } else if (lines_ < kMostLines) {
        list(level, record, out);
    } else {
        ++hidden_;
    }
}

void GithubDocument::annotate(Level level, const Json& record, Output& out) {
    if (is_in_group_) {
        out.write("::endgroup::\n");
        is_in_group_ = false;
    }
    ++annotations_[level];
    const bool is_problem = record.value("type", "") == "problem";
    const std::string title = is_problem ? "could not be examined" : record.value("rule", "");
    const std::string said = record.value(is_problem ? "error" : "message", "");
    const std::string fix = record.value("fix", "");
    const std::string file = file_of(record);
    // What a runner has no code for would be obeyed by a terminal: the message has it escaped.
    const std::string coded = property_text(file);
    const std::string place =
        base::is_harmless_on_screen(coded) ? fmt::format("file={},", coded) : "";
    out.write(fmt::format("::{} {}title={}::{}{}\n", kCommands[level], place,
                          property_text("permap: " + title),
                          message_text(fmt::format("{}: {}{}.", base::quote(file), said,
                                                   is_unchanged(record) ? " (unchanged)" : "")),
                          message_text(fix.empty() ? "" : "\n" + fix)));
}

void GithubDocument::list(Level level, const Json& record, Output& out) {
    if (!is_in_group_) {
        out.write("::group::More findings\n");
        is_in_group_ = true;
    }
    ++lines_;
    const bool is_problem = record.value("type", "") == "problem";
    out.write(plain_line(fmt::format(
        "{}{}: {}: {}", prefix_of(record),
        is_problem ? kCommands[level] : record.value("severity", ""), base::quote(file_of(record)),
        is_problem ? record.value("error", "")
                   : record.value("message", "") + " (" + record.value("rule", "") + ")")));
}

void GithubDocument::end(Output& out) {
    if (hidden_ > 0) {
        out.write(fmt::format("  and {} more; --format ndjson lists all\n", hidden_));
    }
    out.write(is_in_group_ ? "::endgroup::\n" : "");
    out.write(summary_ + "\n");
}

} // namespace

std::unique_ptr<Document> make_github_document(const Options& options) {
    return std::make_unique<GithubDocument>(options);
}

} // namespace permap::report
