// SPDX-License-Identifier: Apache-2.0
// Directories on the way down in which others decide what a name means. The audit counts what lies
// below each of them and makes the finding.
#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "scanner/rules/all.hpp"
#include "scanner/surroundings.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

constexpr std::uint32_t kWriteAndSearchForOthers = 0003;
constexpr std::uint32_t kSuperuser = 0;

/// Only in a mapped tree it is known who is related to it: the QEMU user, who should own all of it.
bool has_unrelated_owner(const Examined& entry) {
    const codec::HostUid owner = entry.facts.state.uid;
    return entry.share.model->storage == codec::Storage::mapped && entry.share.host_uid &&
           owner != *entry.share.host_uid && owner.value != kSuperuser;
}

} // namespace

bool lets_others_replace(std::uint32_t mode) {
    return (mode & kWriteAndSearchForOthers) == kWriteAndSearchForOthers && (mode & S_ISVTX) == 0;
}

std::optional<Hit> find_replaceable(const Examined& entry, const Reach& reach) {
    const codec::DiskState& state = entry.facts.state;
    if (state.kind != codec::Kind::directory || !is_reachable(reach, entry.share)) {
        return std::nullopt;
    }
    if (lets_others_replace(state.mode)) {
        return Hit{
            .severity = Severity::high, .asks_reach = true, .evidence = {{"by", "any user"}}};
    }
    if (has_unrelated_owner(entry)) {
        return Hit{.severity = Severity::high,
                   .asks_reach = true,
                   .evidence = {{"by", fmt::format("its owner {}", state.uid.value)}}};
    }
    return std::nullopt;
}

std::vector<Hit> check_replaceable_above(const Surroundings& around, const Share& /*share*/) {
    std::vector<Hit> hits;
    hits.reserve(around.replaceable_above.size());
    for (const std::string& path : around.replaceable_above) {
        hits.push_back({.severity = Severity::high,
                        .asks_reach = false,
                        .evidence = {{"by", "any user"}, {"in", path}, {"entries below", "all"}}});
    }
    return hits;
}

std::string say_replaceable(const Finding& finding) {
    const std::string_view above = evidence_of(finding, "in");
    if (above != "?") {
        return fmt::format("{} can rename or replace what is in {}, the whole tree with it",
                           evidence_of(finding, "by"), base::quote(above));
    }
    const std::string_view below = evidence_of(finding, "entries below");
    return fmt::format("mode {}, owner {}: {} can rename or replace what is in it, {} {} below; {}",
                       base::mode_text(finding.mode), finding.uid, evidence_of(finding, "by"),
                       below, below == "1" ? "entry" : "entries", say_reach(finding));
}

} // namespace permap::scanner
