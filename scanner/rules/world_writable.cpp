// SPDX-License-Identifier: Apache-2.0
// Write permission for everybody: the way people make a share "just work". How bad it is depends on
// who can get there.
#include "base/numbers.hpp"
#include "codec/kind.hpp"
#include "scanner/rules/all.hpp"

#include <fmt/format.h>

namespace permap::scanner {
namespace {

constexpr std::uint32_t kWriteForOthers = 0002;
constexpr std::uint32_t kSearchForOthers = 0001;
constexpr std::uint32_t kSticky = 01000;
constexpr std::uint32_t kRuns = 06111; // any x, setuid or setgid

bool is_open_to_others(const Examined& entry, codec::Kind kind) {
    const codec::DiskState& state = entry.facts.state;
    return (state.mode & kWriteForOthers) != 0 && state.kind == kind;
}

Hit by_reach(const Examined& entry, Severity reachable, Severity otherwise) {
    const bool can_reach = is_reachable(entry.reach, entry.share);
    return {.severity = can_reach ? reachable : otherwise, .asks_reach = true};
}

const char* what_others_can_do(const Finding& finding) {
    if (finding.kind != codec::Kind::directory) {
        return (finding.mode & kRuns) != 0 ? "any user can replace what others run"
                                           : "any user can change the contents";
    }
    return (finding.mode & kSearchForOthers) != 0
               ? "any user can create, rename and remove what is in it"
               : "only the missing o+x keeps others from changing what is in it";
}

} // namespace

std::optional<Hit> check_world_writable_executable(const Examined& entry) {
    if (!is_open_to_others(entry, codec::Kind::file) || (entry.facts.state.mode & kRuns) == 0) {
        return std::nullopt;
    }
    return by_reach(entry, Severity::critical, Severity::medium);
}

std::optional<Hit> check_world_writable_file(const Examined& entry) {
    // executables too: the other rule comes first and shares the exclusive group
    if (!is_open_to_others(entry, codec::Kind::file)) {
        return std::nullopt;
    }
    return by_reach(entry, Severity::high, Severity::low);
}

std::optional<Hit> check_world_writable_directory(const Examined& entry) {
    const std::uint32_t mode = entry.facts.state.mode;
    if (!is_open_to_others(entry, codec::Kind::directory) || (mode & kSticky) != 0) {
        return std::nullopt;
    }
    // Writing to a directory needs the search bit, too (path_resolution(7)).
    const bool is_usable = (mode & kSearchForOthers) != 0;
    return by_reach(entry, is_usable ? Severity::high : Severity::low, Severity::low);
}

std::optional<Hit> check_world_writable_sticky(const Examined& entry) {
    const codec::DiskState& state = entry.facts.state;
    if (!is_open_to_others(entry, codec::Kind::directory) || (state.mode & kSticky) == 0 ||
        state.uid.value == 0 || state.uid == entry.share.host_uid) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::medium};
}

std::string say_world_writable(const Finding& finding) {
    const std::string reach = say_reach(finding);
    return fmt::format("mode {}: {}{}{}", base::mode_text(finding.mode),
                       what_others_can_do(finding), reach.empty() ? "" : "; ", reach);
}

std::string say_world_writable_sticky(const Finding& finding) {
    return fmt::format("mode {}: any user can create files in it, and its owner {} may remove them",
                       base::mode_text(finding.mode), finding.uid);
}

} // namespace permap::scanner
