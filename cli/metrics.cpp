// SPDX-License-Identifier: Apache-2.0
#include "cli/metrics.hpp"

#include "base/new_file.hpp"
#include "base/quote.hpp"

#include <cerrno>
#include <cstdio>

#include <fmt/format.h>

namespace permap::cli {
namespace {

/// A label's value: UTF-8, in which three characters are escaped.
std::string label(const std::string& text) {
    std::string value;
    for (const char letter : text) {
        if (letter == '\\' || letter == '"') {
            value += '\\';
        }
        value += letter;
    }
    return value;
}

std::string joined(const std::vector<std::string>& roots) {
    std::string text;
    for (const std::string& root : roots) {
        text += (text.empty() ? "" : " ") + base::escape(root);
    }
    return text;
}

/// Samples with the labels that all of them have, so that the files of two runs never hold the same
/// series twice.
class Samples {
public:
    explicit Samples(const report::Header& header)
        : labels_(fmt::format(R"(command="{}",roots="{}")", header.command,
                              label(joined(header.roots)))) {}

    /// All of `name` come together, after its explanation.
    void begin(const char* name, const char* help) {
        text += fmt::format("# HELP {} {}\n# TYPE {} gauge\n", name, help, name);
    }

    template <typename Value>
    void add(const char* name, Value value, const std::string& more = "") {
        text += fmt::format("{}{{{}{}}} {}\n", name, labels_, more, value);
    }

    template <typename Value>
    void one(const char* name, const char* help, Value value, const std::string& more = "") {
        begin(name, help);
        add(name, value, more);
    }

    std::string text;

private:
    std::string labels_;
};

void add_findings(Samples& samples, const report::FindingCounts& counts) {
    samples.begin("permap_findings", "Findings of the last run by severity.");
    for (std::size_t at = 0; at < counts.by_severity.size(); ++at) {
        samples.add(
            "permap_findings", counts.by_severity[at],
            fmt::format(R"(,severity="{}")", scanner::to_text(static_cast<scanner::Severity>(at))));
    }
    if (!counts.by_rule.empty()) {
        samples.begin("permap_rule_findings", "Findings of the last run by rule, where there are.");
    }
    for (const auto& [rule, count] : counts.by_rule) {
        samples.add("permap_rule_findings", count, fmt::format(R"(,rule="{}")", rule));
    }
}

} // namespace

std::string metrics_text(const report::Header& header, const report::Summary& summary,
                         ExitStatus status, std::int64_t now) {
    Samples samples(header);
    samples.one("permap_info", "The version of permap that ran.", 1,
                fmt::format(R"(,version="{}")", header.version));
    samples.one("permap_last_run_timestamp_seconds", "When the last run ended.", now);
    samples.one("permap_last_run_exit_status", "How it ended; 0 is done and clean.",
                static_cast<int>(status));
    samples.one("permap_last_run_duration_seconds", "How long it took.",
                summary.seconds.value_or(0));
    samples.one("permap_entries", "Entries that it looked at.", summary.entries);
    samples.one("permap_directories", "Directories among them.", summary.directories);
    samples.one("permap_problems", "Entries that could not be examined.", summary.problems);
    add_findings(samples, summary.findings);
    return samples.text;
}

base::Result<void> write_metrics(const std::string& path, const std::string& text) {
    constexpr mode_t kForAll = 0644; // the collector runs as somebody else
    PERMAP_TRY_ASSIGN(base::NewFile file, base::NewFile::create(path, kForAll));
    if (std::fwrite(text.data(), 1, text.size(), file.stream()) != text.size()) {
        return base::fail(errno, "write", path);
    }
    return file.put_in_place();
}

} // namespace permap::cli
