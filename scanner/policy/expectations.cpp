// SPDX-License-Identifier: Apache-2.0
#include "scanner/policy/expectations.hpp"

#include "base/numbers.hpp"
#include "scanner/entry_finding.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

using codec::ManifestEntry;

/// One thing that is not as expected.
struct Unmet {
    std::string_view rule;
    std::string is;
    std::string wanted;

    bool operator==(const Unmet&) const = default;
};

std::string wanted_mode(const Expectation& expected) {
    std::string text;
    const auto add = [&](const char* words, const std::optional<std::uint32_t>& mode) {
        if (mode) {
            text += fmt::format("{}{}{}", text.empty() ? "" : ", ", words, base::mode_text(*mode));
        }
    };
    add("", expected.mode);
    add("at most ", expected.mode_at_most);
    add("none of ", expected.mode_forbidden);
    return text;
}

bool has_wanted_mode(const Expectation& expected, std::uint32_t mode) {
    return (!expected.mode || mode == *expected.mode) &&
           (!expected.mode_at_most || (mode & ~*expected.mode_at_most) == 0) &&
           (!expected.mode_forbidden || (mode & *expected.mode_forbidden) == 0);
}

std::vector<Unmet> find_unmet(const Expectation& expected, const ManifestEntry& entry) {
    std::vector<Unmet> unmet;
    const codec::ManifestFields known = entry.known;
    const bool means_something = entry.kind != codec::Kind::symlink;
    if (known.has(codec::ManifestField::mode) && means_something &&
        !has_wanted_mode(expected, entry.mode)) {
        unmet.push_back({"policy-mode", base::mode_text(entry.mode), wanted_mode(expected)});
    }
    const auto differs = [&](codec::ManifestField field, const std::optional<std::uint32_t>& wanted,
                             std::uint32_t id) {
        return wanted && known.has(field) && *wanted != id;
    };
    const bool is_others = differs(codec::ManifestField::uid, expected.uid, entry.uid) ||
                           differs(codec::ManifestField::gid, expected.gid, entry.gid);
    if (is_others) {
        const std::string owner = expected.uid ? expected.owner : "any";
        const std::string wanted =
            expected.gid ? fmt::format("{}:{}", owner, expected.group) : owner;
        unmet.push_back({"policy-owner", fmt::format("{}:{}", entry.uid, entry.gid), wanted});
    }
    return unmet;
}

/// Of the same rule in the baseline.
BaselineState state_of(const Unmet& unmet, const std::vector<Unmet>& before) {
    const auto at = std::ranges::find(before, unmet.rule, &Unmet::rule);
    if (at == before.end()) {
        return BaselineState::is_new;
    }
    return *at == unmet ? BaselineState::unchanged : BaselineState::updated;
}

Finding finding_of(const Unmet& unmet, const Expectation& expected, const ManifestEntry& entry) {
    Finding finding = finding_about(unmet.rule, entry);
    finding.severity = expected.severity;
    finding.evidence = {{"is", unmet.is}, {"wanted", unmet.wanted}, {"policy", expected.where}};
    return finding;
}

} // namespace

bool is_for(const Expectation& expected, const ManifestEntry& entry) {
    return (!expected.kind || *expected.kind == entry.kind) &&
           expected.path.matches_path(entry.path, entry.kind);
}

const Expectation* find_expectation(const Policy& policy, const ManifestEntry& entry) {
    const auto last =
        std::find_if(policy.expectations.rbegin(), policy.expectations.rend(),
                     [&](const Expectation& expected) { return is_for(expected, entry); });
    return last == policy.expectations.rend() ? nullptr : &*last;
}

std::vector<Finding> check_expectations(const Policy& policy, const ManifestEntry& is,
                                        const ManifestEntry* was, bool has_baseline) {
    const Expectation* const expected = find_expectation(policy, is);
    if (expected == nullptr) {
        return {};
    }
    const std::vector<Unmet> unmet = find_unmet(*expected, is);
    if (unmet.empty()) {
        return {};
    }
    const std::vector<Unmet> before =
        was == nullptr ? std::vector<Unmet>() : find_unmet(*expected, *was);
    std::vector<Finding> findings;
    for (const Unmet& one : unmet) {
        Finding finding = finding_of(one, *expected, is);
        if (has_baseline) {
            finding.baseline_state = state_of(one, before);
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace permap::scanner
