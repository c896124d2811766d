// SPDX-License-Identifier: Apache-2.0
// A policy: what a team expects of a tree, which rules apply at which severity, and what it puts up
// with for now. Plain data; docs/ci.md describes the file that it is read from.
#pragma once

#include "base/result.hpp"
#include "codec/kind.hpp"
#include "scanner/accounts.hpp"
#include "scanner/finding.hpp"
#include "scanner/path_pattern.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

/// What entries are to be like. Of all that match one, the last counts, and no other.
struct Expectation {
    PathPattern path;
    std::optional<codec::Kind> kind;       ///< matches these alone
    std::string owner;                     ///< name or number, as written; empty: any
    std::string group;                     ///< likewise
    std::optional<std::uint32_t> uid = {}; ///< `owner`, once `resolve_names` has looked it up
    std::optional<std::uint32_t> gid = {};
    std::optional<std::uint32_t> mode = {};           ///< exactly this one, 07777 only
    std::optional<std::uint32_t> mode_at_most = {};   ///< no bit besides these
    std::optional<std::uint32_t> mode_forbidden = {}; ///< none of these bits
    Severity severity = Severity::high;
    std::string where; ///< "permap-policy.toml:12"
};

struct RuleSetting {
    bool is_on = true;
    std::optional<Severity> severity = {}; ///< nothing: as severe as the rule finds
};

/// A waiver with what it covers.
struct PolicyWaiver {
    const Rule* rule = nullptr;
    std::string pattern; ///< as written
    PathPattern path;
    std::optional<std::chrono::year_month_day> expires = {}; ///< the last day on which it holds
    std::shared_ptr<const Waiver> waiver;                    ///< never null
    std::string where;                                       ///< "permap-policy.toml:12"
};

struct Policy {
    bool audits = false; ///< whether all rules of scan apply, but for those that are off
    std::map<const Rule*, RuleSetting> rules = {}; ///< those that are named
    std::vector<Expectation> expectations = {};
    std::vector<PolicyWaiver> waivers = {};
};

/// Reads TOML; pure. `where` names the file in errors, which have line, column and key, and say
/// what would be right. Whatever is unknown is an error.
[[nodiscard]] base::Result<Policy> parse_policy(std::string_view text, const std::string& where);

/// Looks up the owners and groups of all expectations. The error names the place in the file.
[[nodiscard]] base::Result<void> resolve_names(Policy& policy, const FindId& find_user,
                                               const FindId& find_group);

/// The rules about expectations and waivers, where the policy has any; in the order of rules().
[[nodiscard]] std::vector<const Rule*> rules_about(const Policy& policy);

/// Whether check ever finds something of this rule: others are about conversions and shares.
[[nodiscard]] bool is_checked(const Rule& rule);

/// The rules of scan that the policy wants, in the order of rules().
[[nodiscard]] std::vector<const Rule*> audit_rules(const Policy& policy);

/// "2026-12-31"; nothing for what is no such day.
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_day(std::string_view text);

} // namespace permap::scanner
