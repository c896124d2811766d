// SPDX-License-Identifier: Apache-2.0
#include "scanner/entry_checks.hpp"

#include <algorithm>
#include <utility>

#include <sys/stat.h>

namespace permap::scanner {
namespace {

constexpr std::uint32_t kSpecialBits = S_ISUID | S_ISGID | S_ISVTX;
constexpr std::uint64_t kInodeFlags = STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND;

/// A set of Trait.
std::uint32_t traits_of(const Examined& entry) {
    const codec::DiskState& state = entry.facts.state;
    const codec::Model& model = *entry.share.model;
    std::uint32_t traits = 0;
    const auto add = [&](Trait trait, bool has_it) {
        traits |= has_it ? static_cast<std::uint32_t>(trait) : 0;
    };
    add(Trait::attributes, !state.attributes.empty());
    add(Trait::oddities, !entry.decoded.oddities.empty());
    add(Trait::special_bits, (state.mode & kSpecialBits) != 0);
    add(Trait::writable_by_group, (state.mode & S_IWGRP) != 0);
    add(Trait::writable_by_others, (state.mode & S_IWOTH) != 0);
    add(Trait::device, codec::is_device(state.kind));
    add(Trait::inode_flags, (entry.facts.attributes & kInodeFlags) != 0);
    add(Trait::mapped, model.storage == codec::Storage::mapped);
    add(Trait::metadata_files, model.keeps_files);
    add(Trait::share_user, entry.share.host_uid.has_value());
    return traits;
}

} // namespace

EntryChecks::EntryChecks(std::span<const Rule* const> enabled) {
    for (const Rule* const rule : enabled) {
        if (rule->check != nullptr) {
            const unsigned group = rule->exclusive_group;
            all_.push_back({rule->check, rule, static_cast<std::uint32_t>(rule->needs),
                            group == 0 ? 0 : 1U << group});
        }
    }
}

std::vector<RuleHit> EntryChecks::run(const Examined& entry) const {
    std::vector<RuleHit> hits;
    const std::uint32_t traits = traits_of(entry);
    std::uint32_t groups_fired = 0;
    for (const EntryCheck& each : all_) {
        if ((traits & each.needs) != each.needs || (groups_fired & each.group) != 0) {
            continue;
        }
        if (std::optional<Hit> hit = each.check(entry)) {
            groups_fired |= each.group;
            hits.push_back({each.rule, std::move(*hit)});
        }
    }
    if (hits.size() < 2) {
        return hits;
    }
    std::ranges::stable_sort(hits, std::ranges::greater(),
                             [](const RuleHit& hit) { return hit.hit.severity; });
    return hits;
}

void add_findings(std::vector<RuleHit> hits, const std::string& path, const Examined& entry,
                  FindingSink& sink) {
    bool is_primary = true;
    for (RuleHit& hit : hits) {
        Finding finding = make_finding(*hit.rule, std::move(hit.hit), path, entry.facts,
                                       entry.reach, guests_count(entry.share));
        finding.is_primary = std::exchange(is_primary, false);
        sink.add(std::move(finding));
    }
}

} // namespace permap::scanner
