// SPDX-License-Identifier: Apache-2.0
// Modes as a process with umask 0 leaves them. One such file is a chmod; most of what an owner has
// is a habit, and the next file will be the same.
#include "codec/kind.hpp"
#include "scanner/counted_id.hpp"
#include "scanner/rules/all.hpp"

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// Somebody may open a directory and what is in it by hand: that is fewer than this, or less than
/// half of what the owner has.
constexpr std::uint64_t kFewest = 20;

constexpr std::uint32_t kSetgid = 02000;

/// What open(2) and mkdir(2) ask for nearly always, 0666 or 0777 of files and 0777 of directories,
/// with nothing taken away. Directories inherit setgid.
bool is_unmasked(const codec::DiskState& state) {
    return state.kind == codec::Kind::directory ? (state.mode & ~kSetgid) == 0777
                                                : state.mode == 0666 || state.mode == 0777;
}

} // namespace

void count_umask_zero(const Examined& entry, IdCounter& counter) {
    const codec::DiskState& state = entry.facts.state;
    if (state.kind == codec::Kind::file || state.kind == codec::Kind::directory) {
        counter.count({IdKind::user, state.uid.value},
                      is_unmasked(state) ? Matches::yes : Matches::no);
    }
}

std::optional<Hit> check_umask_zero(const CountedId& counted, const Identities* /*identities*/) {
    if (counted.matching < kFewest || counted.matching * 2 <= counted.entries) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::info,
               .evidence = {{"owner", fmt::format("{}", counted.key.id)},
                            {"open", fmt::format("{}", counted.matching)},
                            {"of", fmt::format("{}", counted.entries)}}};
}

std::string say_umask_zero(const Finding& finding) {
    return fmt::format("{} of the {} files and directories of uid {} have mode 0666 or 0777, this "
                       "one first",
                       evidence_of(finding, "open"), evidence_of(finding, "of"),
                       evidence_of(finding, "owner"));
}

} // namespace permap::scanner
