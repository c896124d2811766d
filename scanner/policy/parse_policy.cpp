// SPDX-License-Identifier: Apache-2.0
// The file of a policy. A key that nobody reads would be a rule that nobody keeps, so an unknown
// one is an error like any other: line, column, key, and what would be right.
#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "base/toml.hpp"
#include "scanner/policy/policy.hpp"
#include "scanner/rule.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// A node of the file with the words that lead to it.
struct Item {
    const toml::node& node;
    std::string key; ///< "expect.mode"
};

class PolicyReader {
public:
    explicit PolicyReader(const std::string& where) : where_(where) {}

    base::Result<Policy> read(const toml::table& file);

private:
    using Words = std::span<const std::string_view>;

    /// "FILE:LINE:COLUMN: KEY: what is wrong"
    [[nodiscard]] tl::unexpected<base::Error> fail(const Item& item, std::string_view why) const;
    [[nodiscard]] std::string place(const toml::node& node) const;
    [[nodiscard]] base::Result<void> know_keys(const toml::table& table, std::string_view of,
                                               Words known) const;
    [[nodiscard]] base::Result<std::string> text(const Item& item, std::string_view want) const;
    [[nodiscard]] base::Result<std::uint32_t> mode(const Item& item) const;
    [[nodiscard]] base::Result<std::string> account(const Item& item) const;
    [[nodiscard]] base::Result<Severity> severity(const Item& item) const;
    [[nodiscard]] base::Result<PathPattern> pattern(const Item& item) const;
    [[nodiscard]] base::Result<const Rule*> rule(const Item& item) const;

    base::Result<void> read_rules(const Item& item);
    base::Result<void> read_expectation(const toml::table& table);
    base::Result<void> read_modes(const toml::table& table, Expectation& into) const;
    base::Result<void> read_waiver(const toml::table& table);
    base::Result<void> read_expiry(const Item& item, PolicyWaiver& into, Waiver& says) const;
    /// Calls `reader` for each table of `[[key]]`.
    base::Result<void>
    for_each_table(const toml::table& file, const char* key,
                   base::Result<void> (PolicyReader::*reader)(const toml::table&));

    const std::string& where_;
    Policy policy_;
};

std::string listed(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view word : words) {
        text += fmt::format("{}{}", text.empty() ? "" : ", ", word);
    }
    return text;
}

/// A key as it is shown: a file may have any text in it.
std::string shown(std::string_view key) {
    return base::escape(std::string(key));
}

std::string PolicyReader::place(const toml::node& node) const {
    return fmt::format("{}:{}", where_, node.source().begin.line);
}

tl::unexpected<base::Error> PolicyReader::fail(const Item& item, std::string_view why) const {
    const toml::source_position at = item.node.source().begin;
    return base::fail_because(fmt::format("{}:{}:{}: {}: {}", base::escape(where_), at.line,
                                          at.column, shown(item.key), why));
}

base::Result<void> PolicyReader::know_keys(const toml::table& table, std::string_view of,
                                           Words known) const {
    for (const auto& [key, node] : table) {
        if (std::ranges::find(known, key.str()) == known.end()) {
            const toml::source_position at = key.source().begin;
            return base::fail_because(fmt::format("{}:{}:{}: {}{}: no such key: want one of {}",
                                                  base::escape(where_), at.line, at.column, of,
                                                  shown(key.str()), listed(known)));
        }
    }
    return {};
}

base::Result<std::string> PolicyReader::text(const Item& item, std::string_view want) const {
    const std::optional<std::string> value = item.node.value_exact<std::string>();
    if (!value || value->empty() || value->find('\0') != std::string::npos) {
        return fail(item, fmt::format("want {}", want));
    }
    return *value;
}

base::Result<std::uint32_t> PolicyReader::mode(const Item& item) const {
    // 0o644 would be a number, too, but 644 is one as well, and means something else.
    const std::string_view want = "want an octal mode in quotes, such as \"0644\"";
    const std::optional<std::string> value = item.node.value_exact<std::string>();
    if (!value) {
        return fail(item, want);
    }
    const base::Result<std::uint32_t> mode = base::parse_mode(*value, 07777);
    return mode ? mode : fail(item, want);
}

base::Result<std::string> PolicyReader::account(const Item& item) const {
    if (const std::optional<std::int64_t> number = item.node.value_exact<std::int64_t>()) {
        std::string digits = std::to_string(*number);
        if (!base::parse_id(digits)) {
            return fail(item, "want a number from 0 to 4294967294");
        }
        return digits;
    }
    return text(item, "a name in quotes or a number");
}

base::Result<Severity> PolicyReader::severity(const Item& item) const {
    const std::optional<std::string> value = item.node.value_exact<std::string>();
    const std::optional<Severity> severity = value ? parse_severity(*value) : std::nullopt;
    return severity ? base::Result<Severity>(*severity)
                    : fail(item, "want one of \"info\", \"low\", \"medium\", \"high\", "
                                 "\"critical\"");
}

base::Result<PathPattern> PolicyReader::pattern(const Item& item) const {
    PERMAP_TRY_ASSIGN(const std::string value, text(item, "a pattern in quotes"));
    if (value.starts_with('/')) {
        return fail(item, "paths are relative to the root of the tree: leave the first '/' out, or "
                          "write ./NAME for a name in the root alone");
    }
    base::Result<PathPattern> parsed = PathPattern::parse(value);
    return parsed ? parsed : fail(item, parsed.error().detail);
}

base::Result<const Rule*> PolicyReader::rule(const Item& item) const {
    PERMAP_TRY_ASSIGN(const std::string id, text(item, "the id of a rule in quotes"));
    const Rule* const found = find_rule(id);
    return found != nullptr ? base::Result<const Rule*>(found)
                            : fail(item, fmt::format("no such rule {}: 'permap rules' lists them",
                                                     base::quote(id)));
}

base::Result<void> PolicyReader::read_rules(const Item& item) {
    const toml::table* const table = item.node.as_table();
    if (table == nullptr) {
        return fail(item, "want a table of rules: [rules]");
    }
    for (const auto& [key, node] : *table) {
        const Item setting = {node, fmt::format("rules.{}", key.str())};
        const Rule* const rule = find_rule(key.str());
        if (rule == nullptr) {
            return fail(setting, "no such rule: 'permap rules' lists them");
        }
        const std::optional<std::string> word = node.value_exact<std::string>();
        if (word == "off") {
            policy_.rules[rule] = {.is_on = false};
            continue;
        }
        if (!is_checked(*rule)) { // somebody relies on it
            return fail(setting, "check never looks for it: leave it out");
        }
        if (word == "on") {
            policy_.rules[rule] = {.is_on = true};
            continue;
        }
        const std::optional<Severity> level = word ? parse_severity(*word) : std::nullopt;
        if (!level) {
            return fail(setting, "want \"on\", \"off\", or a severity: \"info\", \"low\", "
                                 "\"medium\", \"high\", \"critical\"");
        }
        policy_.rules[rule] = {.is_on = true, .severity = level};
    }
    return {};
}

base::Result<void> PolicyReader::read_modes(const toml::table& table, Expectation& into) const {
    const std::array<std::pair<const char*, std::optional<std::uint32_t>*>, 3> fields = {
        {{"mode", &into.mode},
         {"mode-at-most", &into.mode_at_most},
         {"mode-forbidden", &into.mode_forbidden}}};
    for (const auto& [name, field] : fields) {
        if (const toml::node* const node = table.get(name)) {
            PERMAP_TRY_ASSIGN(*field, mode({*node, fmt::format("expect.{}", name)}));
        }
    }
    return {};
}

base::Result<void> PolicyReader::read_expectation(const toml::table& table) {
    static constexpr std::array<std::string_view, 8> kKeys = {
        "path", "kind", "owner", "group", "mode", "mode-at-most", "mode-forbidden", "severity"};
    PERMAP_TRY(know_keys(table, "expect.", kKeys));
    const toml::node* const path = table.get("path");
    if (path == nullptr) {
        return fail({table, "expect"},
                    "has no path: say which entries are meant, path = \"etc/*\"");
    }
    Expectation expected;
    expected.where = place(table);
    PERMAP_TRY_ASSIGN(expected.path, pattern({*path, "expect.path"}));
    if (const toml::node* const node = table.get("kind")) {
        const std::optional<std::string> word = node->value_exact<std::string>();
        expected.kind = word ? codec::parse_kind(*word) : std::nullopt;
        if (!expected.kind) {
            return fail({*node, "expect.kind"}, "want one of \"file\", \"directory\", \"symlink\", "
                                                "\"char\", \"block\", \"fifo\", \"socket\"");
        }
    }
    if (const toml::node* const node = table.get("owner")) {
        PERMAP_TRY_ASSIGN(expected.owner, account({*node, "expect.owner"}));
    }
    if (const toml::node* const node = table.get("group")) {
        PERMAP_TRY_ASSIGN(expected.group, account({*node, "expect.group"}));
    }
    PERMAP_TRY(read_modes(table, expected));
    if (const toml::node* const node = table.get("severity")) {
        PERMAP_TRY_ASSIGN(expected.severity, severity({*node, "expect.severity"}));
    }
    policy_.expectations.push_back(std::move(expected));
    return {};
}

base::Result<void> PolicyReader::read_expiry(const Item& item, PolicyWaiver& into,
                                             Waiver& says) const {
    const std::string_view want = "want a day that exists: 2026-12-31";
    if (const auto date = item.node.value_exact<toml::date>()) {
        says.expires = fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
    } else if (const auto word = item.node.value_exact<std::string>()) {
        says.expires = *word;
    }
    into.expires = parse_day(says.expires);
    return into.expires ? base::Result<void>() : fail(item, want);
}

base::Result<void> PolicyReader::read_waiver(const toml::table& table) {
    static constexpr std::array<std::string_view, 5> kKeys = {"rule", "path", "reason", "owner",
                                                              "expires"};
    PERMAP_TRY(know_keys(table, "waive.", kKeys));
    for (const std::string_view needed : {"rule", "path", "reason", "owner"}) {
        if (!table.contains(needed)) {
            return fail({table, "waive"},
                        fmt::format("has no {}: a waiver says what it covers (rule, path), why "
                                    "(reason) and who answers for it (owner)",
                                    needed));
        }
    }
    PolicyWaiver made;
    Waiver says;
    made.where = place(table);
    const auto item = [&](const char* key) {
        return Item{*table.get(key), fmt::format("waive.{}", key)};
    };
    PERMAP_TRY_ASSIGN(made.rule, rule(item("rule")));
    PERMAP_TRY_ASSIGN(made.pattern, text(item("path"), "a pattern in quotes"));
    PERMAP_TRY_ASSIGN(made.path, pattern(item("path")));
    PERMAP_TRY_ASSIGN(says.reason, text(item("reason"), "a sentence in quotes"));
    PERMAP_TRY_ASSIGN(says.owner, text(item("owner"), "a name or an address in quotes"));
    if (table.contains("expires")) {
        PERMAP_TRY(read_expiry(item("expires"), made, says));
    }
    made.waiver = std::make_shared<const Waiver>(std::move(says));
    policy_.waivers.push_back(std::move(made));
    return {};
}

base::Result<void>
PolicyReader::for_each_table(const toml::table& file, const char* key,
                             base::Result<void> (PolicyReader::*reader)(const toml::table&)) {
    const toml::node* const node = file.get(key);
    if (node == nullptr) {
        return {};
    }
    const toml::array* const all = node->as_array();
    if (all == nullptr) {
        return fail({*node, key}, fmt::format("want tables, each headed [[{}]]", key));
    }
    for (const toml::node& one : *all) {
        if (one.as_table() == nullptr) {
            return fail({one, key}, fmt::format("want tables, each headed [[{}]]", key));
        }
        PERMAP_TRY((this->*reader)(*one.as_table()));
    }
    return {};
}

base::Result<Policy> PolicyReader::read(const toml::table& file) {
    static constexpr std::array<std::string_view, 4> kKeys = {"audit", "rules", "expect", "waive"};
    PERMAP_TRY(know_keys(file, "", kKeys));
    if (const toml::node* const node = file.get("audit")) {
        const std::optional<bool> audits = node->value_exact<bool>();
        if (!audits) {
            return fail({*node, "audit"}, "want true (all rules of scan apply) or false");
        }
        policy_.audits = *audits;
    }
    if (const toml::node* const node = file.get("rules")) {
        PERMAP_TRY(read_rules({*node, "rules"}));
    }
    PERMAP_TRY(for_each_table(file, "expect", &PolicyReader::read_expectation));
    PERMAP_TRY(for_each_table(file, "waive", &PolicyReader::read_waiver));
    return std::move(policy_);
}

/// What stands before the '=' in this line, with what follows it: a value that is none has no node.
std::string key_in_line(std::string_view text, std::uint32_t line) {
    for (; line > 1; --line) {
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    }
    text = text.substr(0, text.find('\n'));
    const std::size_t equals = text.find('=');
    const std::size_t end = equals == std::string_view::npos ? 0 : equals;
    const std::size_t last = text.substr(0, end).find_last_not_of(" \t");
    return last == std::string_view::npos ? std::string()
                                          : fmt::format("{}: ", shown(text.substr(0, last + 1)));
}

tl::unexpected<base::Error> syntax_error(std::string_view text, const std::string& where,
                                         const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    const std::string_view why = error.description();
    const bool is_octal = why.find("leading zero") != std::string_view::npos;
    return base::fail_because(fmt::format(
        "{}:{}:{}: {}{}{}", base::escape(where), at.line, at.column, key_in_line(text, at.line),
        shown(why), is_octal ? ": write modes in quotes, mode = \"0644\"" : ""));
}

} // namespace

base::Result<Policy> parse_policy(std::string_view text, const std::string& where) {
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
        return syntax_error(text, where, parsed.error());
    }
    return PolicyReader(where).read(parsed.table());
}

} // namespace permap::scanner
