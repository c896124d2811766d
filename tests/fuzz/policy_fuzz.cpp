// SPDX-License-Identifier: Apache-2.0
// Policies come from repositories, where anybody may propose a change.
#include "scanner/policy/expectations.hpp"
#include "scanner/policy/policy.hpp"
#include "tests/fuzz/fuzz_target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto policy =
        permap::scanner::parse_policy(permap::fuzz::text_of(data, size), "policy.toml");
    if (!policy) {
        permap::fuzz::require(policy.error().detail.starts_with("policy.toml:"));
        return 0;
    }
    for (const permap::scanner::PolicyWaiver& waiver : policy->waivers) {
        permap::fuzz::require(waiver.rule != nullptr && waiver.waiver != nullptr);
        permap::fuzz::require(!waiver.waiver->reason.empty() && !waiver.waiver->owner.empty());
    }
    permap::codec::ManifestEntry entry;
    entry.path = "etc/passwd";
    static_cast<void>(permap::scanner::check_expectations(*policy, entry, nullptr, false));
    return 0;
}
