// SPDX-License-Identifier: Apache-2.0
// The rows of rules about a policy and its waivers; scanner/policy raises them.
#include "base/quote.hpp"
#include "scanner/rules/all.hpp"

#include <array>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

constexpr std::array kCwe732 = {Reference{"CWE", "732"}};

std::string say_unmet(const Finding& finding) {
    return fmt::format("is {}, the policy wants {} ({})", evidence_of(finding, "is"),
                       evidence_of(finding, "wanted"),
                       base::escape(evidence_of(finding, "policy")));
}

std::string say_waiver(const Finding& finding) {
    return fmt::format("{}: waiver of {} for {}, {}", base::escape(evidence_of(finding, "policy")),
                       evidence_of(finding, "rule"), base::quote(evidence_of(finding, "pattern")),
                       finding.rule->id == "waiver-expired"
                           ? fmt::format("its last day was {}", evidence_of(finding, "expires"))
                           : std::string("covers nothing"));
}

constexpr std::array kPolicyRows = {
    Rule{.id = "policy-mode",
         .title = "mode that the policy does not allow here",
         .severity_text = "as the policy says, high where it does not",
         .default_severity = Severity::high,
         .why = "The policy says which mode entries of this place have; this one has another.",
         .fix = "chmod it as the policy says. If it is meant to be so: change the expectation, or "
                "put a waiver with a reason into the policy.",
         .references = kCwe732,
         .message = say_unmet},
    Rule{.id = "policy-owner",
         .title = "owner or group that the policy does not allow here",
         .severity_text = "as the policy says, high where it does not",
         .default_severity = Severity::high,
         .why = "The policy says whom entries of this place belong to; this one is somebody "
                "else's.",
         .fix = "chown it as the policy says. If it is meant to be so: change the expectation, or "
                "put a waiver with a reason into the policy.",
         .references = kCwe732,
         .message = say_unmet},
    Rule{.id = "waiver-expired",
         .title = "waiver that has run out",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "Somebody put up with something until a day that has passed: what it covered "
                "counts again.",
         .fix = "Mend what it covered and take it out of the policy, or give it a later day, with "
                "the consent of whoever answers for it.",
         .references = {},
         .message = say_waiver},
    Rule{.id = "waiver-unused",
         .title = "waiver that covers nothing",
         .severity_text = "info",
         .default_severity = Severity::info,
         .why = "What it put up with is mended, or its pattern does not match: then it would cover "
                "something else one day.",
         .fix = "Take it out of the policy, or correct its rule and path.",
         .references = {},
         .message = say_waiver},
};

} // namespace

std::span<const Rule> policy_rows() {
    return kPolicyRows;
}

} // namespace permap::scanner
