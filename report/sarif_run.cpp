// SPDX-License-Identifier: Apache-2.0
#include "report/sarif_run.hpp"

#include "base/quote.hpp"
#include "base/uri.hpp"
#include "report/document_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include <fmt/format.h>

namespace permap::report {
namespace {

/// What GitHub's code scanning takes relative URIs to start from.
constexpr const char* kWorkingDirectory = "%SRCROOT%";

/// Code scanning shows a rule's severity by this number: over 9 critical, from 7 high, from 4
/// medium, below low (GitHub docs, "SARIF support for code scanning"). Indexed by Severity.
constexpr std::array<const char*, scanner::kSeverities> kSecuritySeverities = {"0.1", "2.0", "5.0",
                                                                               "8.0", "9.5"};

/// "WorldWritableFile": SARIF wants a name that looks like an identifier.
std::string pascal_case(std::string_view slug) {
    std::string name;
    bool begins_word = true;
    for (const char c : slug) {
        if (c == '-') {
            begins_word = true;
            continue;
        }
        name += begins_word ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        begins_word = false;
    }
    return name;
}

Json tags_of(const scanner::Rule& rule) {
    Json tags = {"security", "permissions"};
    for (const scanner::Reference& reference : rule.references) {
        if (reference.standard == "CWE") {
            tags.push_back(fmt::format("external/cwe/cwe-{}", reference.id));
        }
    }
    return tags;
}

Json references_of(const scanner::Rule& rule) {
    Json references = Json::array();
    for (const scanner::Reference& reference : rule.references) {
        references.push_back(fmt::format("{} {}", reference.standard, reference.id));
    }
    return references;
}

Json descriptor(const scanner::Rule& rule) {
    Json descriptor = {{"id", rule.id}};
    if (rule.id.find('-') != std::string_view::npos) { // else both would be the same word
        descriptor["name"] = pascal_case(rule.id);
    }
    descriptor["shortDescription"] = {{"text", as_sentence(rule.title)}};
    descriptor["fullDescription"] = {{"text", as_sentence(rule.why)}};
    descriptor["help"] = {{"text", rule.fix}};
    descriptor["defaultConfiguration"] = {{"level", level_of(rule.default_severity)}};
    descriptor["properties"] = {
        {"tags", tags_of(rule)},
        {"precision", "very-high"},
        {"security-severity", kSecuritySeverities[static_cast<std::size_t>(rule.default_severity)]},
        {"severity", rule.severity_text},
        {"references", references_of(rule)}};
    return descriptor;
}

/// The components of a relative path without "."; nothing where it is absolute or leads upwards.
std::optional<std::string> below_working_directory(std::string_view root) {
    if (root.starts_with('/')) {
        return std::nullopt;
    }
    std::string prefix;
    while (!root.empty()) {
        const std::string_view component = root.substr(0, root.find('/'));
        root.remove_prefix(std::min(root.size(), component.size() + 1));
        if (component == "..") {
            return std::nullopt;
        }
        if (!component.empty() && component != ".") {
            prefix += base::percent_encode(component) + "/";
        }
    }
    return prefix;
}

} // namespace

Json sarif_driver(const Header& header, std::span<const scanner::Rule* const> rules) {
    Json driver = {{"name", "permap"}, {"semanticVersion", header.version}};
    driver["rules"] = Json::array();
    for (const scanner::Rule* const rule : rules) {
        driver["rules"].push_back(descriptor(*rule));
    }
    return driver;
}

SarifPlaces::SarifPlaces(const std::vector<std::string>& roots) {
    for (std::size_t at = 0; at < roots.size(); ++at) {
        if (std::optional<std::string> prefix = below_working_directory(roots[at])) {
            roots_[roots[at]] = {kWorkingDirectory, std::move(*prefix)};
        } else {
            roots_[roots[at]] = {roots.size() == 1 ? "ROOT" : fmt::format("ROOT{}", at + 1), ""};
        }
    }
}

Json SarifPlaces::bases() const {
    Json bases = Json::object();
    for (const auto& [name, root] : roots_) {
        if (root.base == kWorkingDirectory) {
            bases[root.base] = {{"description", {{"text", "Where permap was run."}}}};
            continue;
        }
        Json& base = bases[root.base];
        if (name.starts_with('/')) {
            base["uri"] = "file://" + base::percent_encode(name) + (name.ends_with('/') ? "" : "/");
        }
        base["description"] = {{"text", fmt::format("The directory {}.", base::quote(name))}};
    }
    return bases;
}

Json SarifPlaces::location(const std::string& root, const std::string& path) const {
    const std::string below = path == "." ? std::string() : base::percent_encode(path);
    const auto at = roots_.find(root);
    if (at == roots_.end()) { // of no root of this command: shares are found elsewhere
        const std::string slash = root.ends_with('/') ? "" : "/";
        return {{"uri", (root.starts_with('/') ? "file://" : "") + base::percent_encode(root) +
                            slash + below}};
    }
    const std::string uri = at->second.prefix + below;
    return {{"uri", uri.empty() ? "./" : uri}, {"uriBaseId", at->second.base}};
}

} // namespace permap::report
