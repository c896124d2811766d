// SPDX-License-Identifier: Apache-2.0
#include "report/html_totals.hpp"

#include "base/quote.hpp"
#include "report/xml_text.hpp"

#include <fmt/format.h>

namespace permap::report {
namespace {

constexpr int kMostOfWhole = 1; // the exit status: clean, or findings

constexpr std::string_view kSections = R"(<section id="places">
<h2>Where they are</h2>
<p class="quiet">Directories by number of findings, coloured by the worst of them. Choose one to go into it; the table below follows.</p>
<div class="trail"></div>
<div class="map"></div>
</section>
<section id="rules">
<h2>Rules</h2>
<div class="wide"><table>
<thead><tr><th>Rule</th><th class="number">Critical</th><th class="number">High</th><th class="number">Medium</th><th class="number">Low</th><th class="number">Info</th></tr></thead>
<tbody></tbody>
</table></div>
</section>
<section id="findings">
<h2>Findings</h2>
{}<div class="controls">
<input type="search" id="text" placeholder="Filter by path, rule or text" aria-label="Filter by path, rule or text">
<select id="rule" aria-label="Rule"><option value="">all rules</option></select>
<span class="controls-severity">{}</span>
</div>
<p class="quiet" id="count" role="status"></p>
<div class="wide"><table>
<thead><tr><th data-column="severity"><button type="button">Severity</button></th><th data-column="rule"><button type="button">Rule</button></th><th data-column="path"><button type="button">Path</button></th><th class="secondary" data-column="mode"><button type="button">Mode</button></th><th class="secondary" data-column="owner"><button type="button">Owner</button></th><th class="secondary" data-column="reachable"><button type="button">Reachable by</button></th></tr></thead>
<tbody></tbody>
</table></div>
<p><button type="button" class="button" id="more" hidden>Show more</button></p>
<noscript><p class="warning">The list needs JavaScript; nothing is loaded from anywhere.</p></noscript>
</section>
)";

/// "12,345", as the page's script writes numbers.
std::string with_commas(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) {
        text.insert(at - 3, ",");
    }
    return text;
}

std::string counted(std::uint64_t count, const char* one, const char* many) {
    return with_commas(count) + " " + (count == 1 ? one : many);
}

std::string total(std::string_view classes, std::uint64_t count, std::string_view name) {
    return fmt::format("<div class=\"total {}\"><b>{}</b><span>{}</span></div>\n", classes,
                       with_commas(count), name);
}

std::string severity_choices() {
    std::string boxes;
    for (std::size_t at = scanner::kSeverities; at-- > 0;) {
        const char* const name = scanner::to_text(static_cast<scanner::Severity>(at));
        boxes += fmt::format("<label class=\"choice\"><input type=\"checkbox\" "
                             "data-severity=\"{0}\" checked> {0}</label> ",
                             name);
    }
    return boxes;
}

/// Hides what the baseline has, too.
std::string unchanged_choice(const FindingCounts& counts) {
    return sum_of(counts.unchanged) == 0
               ? ""
               : "<label class=\"choice\"><input type=\"checkbox\" id=\"unchanged\" checked> "
                 "unchanged</label> ";
}

std::string roots_text(const Header& header) {
    std::string text;
    for (const std::string& root : header.roots) {
        text += fmt::format("{}<code>{}</code>", text.empty() ? "" : ", ",
                            xml_text(base::escape(root)));
    }
    return text;
}

std::string conversion_text(const Conversion& conversion) {
    return fmt::format(
        "<p>{}: {} to change, {} unchanged, {} left alone, {} refused, {} failed.</p>\n",
        conversion.is_dry_run ? "Nothing was written" : "Written", with_commas(conversion.changed),
        with_commas(conversion.unchanged), with_commas(conversion.left_alone),
        with_commas(conversion.refused), with_commas(conversion.failed));
}

/// What a person is told besides: how the tree looks, what to type next.
std::string remarks_text(const Summary& summary) {
    std::string text;
    if (summary.conversion) {
        text += conversion_text(*summary.conversion);
    }
    for (const std::string& remark : summary.remarks) {
        text += fmt::format("<p>{}</p>\n", xml_text(remark));
    }
    if (!summary.next_step.empty()) {
        text += fmt::format("<p>Next: {}.</p>\n", xml_text(summary.next_step));
    }
    return text;
}

/// What a reader must know before the numbers.
std::string warning_text(const Summary& summary) {
    if (summary.status.value_or(0) <= kMostOfWhole) {
        return "";
    }
    const bool is_partial = summary.problems == 0;
    return fmt::format("<p class=\"warning\"><b>Not complete.</b> {} The exit status was {}.</p>\n",
                       is_partial ? "The command was stopped, or failed, before its end."
                                  : "Not everything could be examined: see below.",
                       *summary.status);
}

} // namespace

std::string page_title(const Header& header) {
    std::string title = "permap " + header.command + ":";
    for (const std::string& root : header.roots) {
        title += " " + base::escape(root);
    }
    return xml_text(title);
}

std::string page_totals(const Header& header, const Summary& summary) {
    const FindingCounts& counts = summary.findings;
    std::string text =
        fmt::format("<header>\n<h1>Permissions: permap {}</h1>\n<p>{}</p>\n</header>\n{}"
                    "<section id=\"totals\">\n<div class=\"totals\">\n",
                    header.command, roots_text(header), warning_text(summary));
    for (std::size_t at = counts.by_severity.size(); at-- > 0;) {
        const char* const name = scanner::to_text(static_cast<scanner::Severity>(at));
        text += total(name, counts.by_severity[at], name);
    }
    if (const std::uint64_t unchanged = sum_of(counts.unchanged); unchanged > 0) {
        text += total("", unchanged, "of them unchanged");
    }
    if (counts.waived > 0) {
        text += total("", counts.waived, "waived");
    }
    if (summary.problems > 0) {
        text += total("", summary.problems, "not examined");
    }
    text += fmt::format("</div>\n<p class=\"looked\">{} in {} looked at{}.{}</p>\n{}</section>\n",
                        counted(summary.entries, "entry", "entries"),
                        counted(summary.directories, "directory", "directories"),
                        header.model.empty() ? "" : fmt::format(", exported as {}", header.model),
                        sum_of(counts.by_severity) == 0 ? " Nothing was found." : "",
                        remarks_text(summary));
    return text;
}

std::string page_sections(const Summary& summary, std::size_t findings, std::size_t most) {
    const std::string cap =
        findings > most
            ? fmt::format("<p class=\"quiet\">The table has the worst {} of {} "
                          "findings; totals, rules and the map count all of them.</p>\n",
                          most, findings)
            : "";
    return fmt::format(fmt::runtime(kSections), cap,
                       severity_choices() + unchanged_choice(summary.findings));
}

std::string page_footer(const Header& header) {
    return fmt::format("<footer>permap {}{}. Names are shown with escapes for what cannot be "
                       "printed.</footer>\n",
                       xml_text(header.version),
                       header.safety.empty() ? "" : ", safety " + header.safety);
}

} // namespace permap::report
