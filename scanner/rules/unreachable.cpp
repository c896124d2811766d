// SPDX-License-Identifier: Apache-2.0
// What the QEMU user itself is denied: the way to the tree, or use of what it must serve.
#include "base/quote.hpp"
#include "scanner/access.hpp"
#include "scanner/rules/all.hpp"
#include "scanner/surroundings.hpp"

#include <array>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

codec::Credentials qemu_user(const Share& share) {
    return {.uid = share.host_uid->value,
            .groups = share.host_groups,
            .overrides = share.host_uid->value == 0};
}

Hit hit_by(const Obstacle& obstacle, const codec::Credentials& who) {
    return {.severity = Severity::high,
            .asks_reach = false,
            .evidence = {{"user", fmt::format("{}", who.uid)},
                         {"missing",
                          permission_words(obstacle.judgement.missing, obstacle.step->object.kind)},
                         {"why", decider_text(obstacle)},
                         {"command", smallest_command(obstacle, who)}}};
}

/// What the server must be able to do with the rights of its user: with objects of these kinds
/// alone. A mapped model keeps what guests do in metadata, which takes writing; in the others modes
/// may forbid writing on purpose, and what nobody reads is no share.
std::uint32_t wanted_of(const Examined& entry) {
    const bool is_mapped = entry.share.model->storage == codec::Storage::mapped;
    const std::uint32_t use = codec::kMayRead | (is_mapped ? codec::kMayWrite : 0U);
    switch (entry.facts.state.kind) {
    case codec::Kind::directory:
        return use | codec::kMayExecute;
    case codec::Kind::file:
        return use;
    default:
        return 0;
    }
}

} // namespace

std::vector<Hit> check_way_to_share(const Surroundings& around, const Share& share) {
    std::vector<Hit> hits;
    if (!share.host_uid || around.way.empty()) {
        return hits;
    }
    const codec::Credentials who = qemu_user(share);
    for (const Obstacle& obstacle : judge_access(around.way, who).on_the_way) {
        Hit hit = hit_by(obstacle, who);
        hit.evidence.insert(hit.evidence.begin() + 1, {"directory", obstacle.step->path});
        hits.push_back(std::move(hit));
    }
    return hits;
}

std::optional<Hit> check_share_unreachable(const Examined& entry) {
    const std::uint32_t wanted = wanted_of(entry);
    const codec::DiskState& state = entry.facts.state;
    if (wanted == 0 || !entry.share.host_uid || entry.share.host_uid->value == 0 ||
        (state.uid == *entry.share.host_uid && (state.mode >> 6U & wanted) == wanted)) {
        return std::nullopt;
    }
    const codec::Credentials who = qemu_user(entry.share);
    const std::array<PathStep, 1> path = {
        PathStep{.path = state.kind == codec::Kind::directory ? "DIRECTORY" : "FILE",
                 .object = guarded(state)}};
    const std::vector<Obstacle> obstacles = find_obstacles(path, who, wanted);
    return obstacles.empty() ? std::nullopt : std::optional(hit_by(obstacles.front(), who));
}

std::string say_share_unreachable(const Finding& finding) {
    const std::string_view directory = evidence_of(finding, "directory");
    const std::string where =
        directory == "?" ? "it" : fmt::format("{}, above the tree", base::quote(directory));
    return fmt::format("uid {} may not {} {}: {}; {}", evidence_of(finding, "user"),
                       evidence_of(finding, "missing"), where, evidence_of(finding, "why"),
                       base::escape(evidence_of(finding, "command")));
}

} // namespace permap::scanner
