// SPDX-License-Identifier: Apache-2.0
// permap rules: list the rules, explain one.
#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/session.hpp"

#include "scanner/rule.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace permap::cli {
namespace {

std::string explain(const scanner::Rule& rule) {
    std::string text = fmt::format("{}: {}\nSeverity: {}\n\n{}\n\nFix: {}\n", rule.id, rule.title,
                                   rule.severity_text, rule.why, rule.fix);
    for (const scanner::Reference& reference : rule.references) {
        text += fmt::format("See {} {}\n", reference.standard, reference.id);
    }
    return text;
}

std::string list() {
    std::size_t widest = 0;
    for (const scanner::Rule& rule : scanner::rules()) {
        widest = std::max(widest, rule.id.size());
    }
    std::string text;
    for (const scanner::Rule& rule : scanner::rules()) {
        text += fmt::format("{:<{}}  {} ({})\n", rule.id, widest, rule.title, rule.severity_text);
    }
    return text;
}

} // namespace

ExitStatus run_rules(Arguments arguments) {
    std::string id;
    CLI::App app("List the rules of the audit, or explain one.", "permap rules");
    app.add_option("ID", id, "the rule to explain");
    if (const std::optional<int> status = parse(app, std::move(arguments))) {
        return static_cast<ExitStatus>(*status);
    }
    const scanner::Rule* const rule = id.empty() ? nullptr : scanner::find_rule(id);
    if (!id.empty() && rule == nullptr) {
        return fail_usage(
            base::fail_because("no such rule: 'permap rules' lists them", id).value());
    }
    return print(rule != nullptr ? explain(*rule) : list());
}

} // namespace permap::cli
