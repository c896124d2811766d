// SPDX-License-Identifier: Apache-2.0
#include "report/text_sections.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "codec/kind.hpp"
#include "scanner/rule.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace permap::report {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kBriefExamples = 2;
constexpr std::string_view kPlain = "\x1B[0m";

/// SGR sequences (ECMA-48), indexed by Severity.
constexpr std::array<std::string_view, scanner::kSeverities> kColours = {
    "\x1B[2m", "\x1B[36m", "\x1B[33m", "\x1B[31m", "\x1B[1;31m"};

std::string plural(std::uint64_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string in_capitals(std::string_view text) {
    std::string capitals(text);
    std::ranges::transform(capitals, capitals.begin(), [](char c) {
        return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    return capitals;
}

std::string coloured(std::string_view text, scanner::Severity severity, Colour colour) {
    if (colour == Colour::no) {
        return std::string(text);
    }
    return fmt::format("{}{}{}", kColours[static_cast<std::size_t>(severity)], text, kPlain);
}

std::string reach_text(const scanner::Finding& finding) {
    std::string blocked = finding.blocked_by.empty()
                              ? std::string()
                              : fmt::format("blocked by {}", base::quote_short(finding.blocked_by));
    const std::string through = finding.through.empty() ? std::string()
                                                        : fmt::format(" through the mount on {}",
                                                                      base::quote(finding.through));
    switch (finding.reachable) {
    case scanner::Reachable::host:
        return "reachable by host users" + through;
    case scanner::Reachable::both:
        return through.empty() ? "reachable by host and guest users"
                               : "reachable by guest users, host users" + through;
    case scanner::Reachable::guest:
        return "reachable by guest users, host users " + blocked;
    case scanner::Reachable::none:
        return blocked;
    case scanner::Reachable::not_asked:
        break;
    }
    return {};
}

std::string evidence_text(const scanner::Finding& finding) {
    std::string text;
    for (const auto& [name, value] : finding.evidence) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, base::escape(value));
    }
    return text;
}

std::string examples_text(std::span<const Line> examples) {
    std::string text;
    for (const Line& line : examples) {
        text += fmt::format("    {}\n", line.text);
    }
    return text;
}

/// Up to the first full stop that ends one: before a space, and not the dots of "...".
std::string_view first_sentence(std::string_view text) {
    const std::size_t end = text.find(". ");
    return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

std::string more_text(std::uint64_t all, std::size_t shown) {
    return all > shown ? fmt::format("    and {} more\n", all - shown) : std::string();
}

std::string conversion_text(const Conversion& conversion) {
    const std::string run =
        conversion.run.empty() ? std::string() : fmt::format(" Run: {}.", conversion.run);
    if (conversion.is_dry_run) {
        const std::uint64_t in_the_way = conversion.refused + conversion.failed;
        return fmt::format("Nothing was written. {} would change, {} right already, {}{} left "
                           "alone.{}\n",
                           plural(conversion.changed, "entry", "entries"), conversion.unchanged,
                           in_the_way > 0 ? fmt::format("{} refused, {} failed, ",
                                                        conversion.refused, conversion.failed)
                                          : std::string(),
                           conversion.left_alone, run);
    }
    return fmt::format("Changed {}, {} right already, {} refused, {} failed, {} left alone.{}\n",
                       plural(conversion.changed, "entry", "entries"), conversion.unchanged,
                       conversion.refused, conversion.failed, conversion.left_alone, run);
}

std::string findings_text(const FindingCounts& counts) {
    const std::uint64_t unchanged = sum_of(counts.unchanged);
    return fmt::format("Findings: {}{}.\n{}", severities_text(counts.by_severity),
                       unchanged > 0 ? fmt::format("; {} of them in the baseline, too", unchanged)
                                     : "",
                       counts.waived > 0 ? fmt::format("Waived: {}.\n", counts.waived) : "");
}

std::string hint_text(const Summary& summary) {
    std::string text = summary.next_step;
    if (sum_of(summary.findings.by_severity) + summary.findings.waived > 0) {
        text += text.empty() ? "" : "; ";
        text += "permap rules RULE explains a finding";
    }
    return text.empty() ? text : fmt::format("Next: {}\n", wrap(text, 6));
}

} // namespace

std::uint64_t count_of(const RuleGroup& group) {
    return sum_of(group.by_severity);
}

scanner::Severity worst_of(const RuleGroup& group) {
    for (std::size_t at = scanner::kSeverities; at-- > 0;) {
        if (group.by_severity[at] > 0) {
            return static_cast<scanner::Severity>(at);
        }
    }
    return scanner::Severity::info;
}

std::string wrap(std::string_view text, std::size_t indent) {
    std::string out;
    std::size_t column = indent;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        if (column > indent && column + 1 + word.size() > kColumns) {
            out.append("\n").append(indent, ' ');
            column = indent;
        } else if (column > indent) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string severities_text(std::span<const std::uint64_t, scanner::kSeverities> counts) {
    std::string text;
    for (std::size_t at = scanner::kSeverities; at-- > 0;) {
        if (counts[at] > 0) {
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", counts[at],
                                scanner::to_text(static_cast<scanner::Severity>(at)));
        }
    }
    return text.empty() ? "none" : text;
}

std::string example_text(const scanner::Finding& finding, std::string_view path) {
    const std::string reach = reach_text(finding);
    const std::string note = reach.empty() ? evidence_text(finding) : reach;
    return fmt::format("{} {}:{} {}{}{}", base::mode_text(finding.mode), finding.uid, finding.gid,
                       base::quote_short(path), note.empty() ? "" : "  ", note);
}

std::string header_text(const Header& header) {
    std::string roots;
    for (const std::string& root : header.roots) {
        roots += (roots.empty() ? "" : ", ") + base::quote(root);
    }
    std::string text = fmt::format("permap {} {}", header.command, roots);
    text += header.model.empty() ? "" : fmt::format(", model {}", header.model);
    text += header.safety.empty() ? "" : fmt::format(", safety {}", header.safety);
    return text + "\n\n";
}

std::string rule_text(const RuleGroup& group, Detail detail, Colour colour) {
    const scanner::Severity worst = worst_of(group);
    const scanner::Rule& rule = *group.rule;
    std::string text = fmt::format("{}  {} ({}): {}\n",
                                   coloured(in_capitals(scanner::to_text(worst)), worst, colour),
                                   rule.id, rule.title, severities_text(group.by_severity));
    std::span<const Line> examples = group.examples.lines();
    if (detail == Detail::full) {
        text += fmt::format("  Why  {}\n", wrap(rule.why, 7));
        text += fmt::format("  Fix  {}\n", wrap(rule.fix, 7));
    } else {
        text += fmt::format("  Fix  {}\n", wrap(first_sentence(rule.fix), 7));
        examples = examples.first(std::min(examples.size(), kBriefExamples));
    }
    const std::span<const Line> hidden = group.elsewhere.lines();
    if (!hidden.empty() && (examples.empty() || hidden.front().rank < examples.front().rank)) {
        text += examples_text(hidden);
    }
    text += examples_text(examples);
    text += more_text(group.primary, examples.size());
    const std::uint64_t elsewhere = count_of(group) - group.primary;
    if (elsewhere > 0) {
        text += fmt::format("    {} counted under a more severe rule, too\n", elsewhere);
    }
    return text + "\n";
}

std::string waived_text(const RuleGroup& group) {
    const std::span<const Line> examples = group.examples.lines();
    return fmt::format("  {} ({}): {}\n{}{}", group.rule->id, group.rule->title,
                       severities_text(group.by_severity), examples_text(examples),
                       more_text(count_of(group), examples.size()));
}

std::string waiver_text(const scanner::Waiver& waiver) {
    const std::string until =
        waiver.expires.empty() ? std::string() : fmt::format(" until {}", waiver.expires);
    return fmt::format("{}{}: {}", base::escape(waiver.owner), until, base::escape(waiver.reason));
}

std::string problem_text(const ProblemGroup& group) {
    return fmt::format("  {}: {}\n{}{}", group.cause, plural(group.count, "entry", "entries"),
                       examples_text(group.examples.lines()),
                       more_text(group.count, group.examples.lines().size()));
}

std::string summary_text(const Summary& summary) {
    const std::string where =
        summary.directories == 0
            ? std::string()
            : fmt::format(" in {}", plural(summary.directories, "directory", "directories"));
    std::string text =
        fmt::format("Looked at {}{}, {:.1f} s.\n", plural(summary.entries, "entry", "entries"),
                    where, summary.seconds.value_or(0));
    if (summary.conversion) {
        text += conversion_text(*summary.conversion);
    }
    text += findings_text(summary.findings);
    if (summary.problems > 0) {
        text += fmt::format("Problems: {} could not be examined or changed.\n",
                            plural(summary.problems, "entry", "entries"));
    }
    for (const std::string& remark : summary.remarks) {
        text += wrap(remark, 0) + "\n";
    }
    return text + hint_text(summary);
}

} // namespace permap::report
