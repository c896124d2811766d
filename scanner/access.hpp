// SPDX-License-Identifier: Apache-2.0
// Who can reach an object through the directories above it, what denies it and the smallest command
// that would allow it. Pure; `access_path` reads what is judged here.
#pragma once

#include "codec/facts.hpp"
#include "codec/permission.hpp"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace permap::scanner {

/// One directory on the way, or the object at its end.
struct PathStep {
    std::string path; ///< absolute, or relative to a root: what messages say
    codec::Guarded object;
};

/// What denies, at one step.
struct Obstacle {
    const PathStep* step;     ///< into the judged path
    std::uint32_t wanted = 0; ///< bits of codec::kMay*
    codec::Judgement judgement;
};

struct Access {
    std::vector<Obstacle> on_the_way; ///< directories that cannot be searched, from the top
    /// Of the object itself, had it been reached, each on its own: two groups that give one of
    /// them each do not give both at once.
    codec::Judgement read;
    codec::Judgement write;
    codec::Judgement execute;
};

/// What the host decides by, from what is on disk.
[[nodiscard]] codec::Guarded guarded(const codec::DiskState& state);

/// `path`: "/" first, the object last; not empty.
[[nodiscard]] Access judge_access(std::span<const PathStep> path, const codec::Credentials& who);

/// All that denies `wanted` on the object: on the way, and then on itself.
[[nodiscard]] std::vector<Obstacle>
find_obstacles(std::span<const PathStep> path, const codec::Credentials& who, std::uint32_t wanted);

/// "search", "read and write".
[[nodiscard]] std::string permission_words(std::uint32_t wanted, codec::Kind kind);

/// "the group bits r-- of mode 0640 (group 100)": what decided, in words.
[[nodiscard]] std::string decider_text(const Obstacle& obstacle);

/// "'/srv/vm' (0750 0:0) denies search to uid 1000: ..."; one sentence, no full stop.
[[nodiscard]] std::string obstacle_text(const Obstacle& obstacle, const codec::Credentials& who);

/// A command for a shell that allows this user what the obstacle denies; what everybody else may do
/// stays as it is.
[[nodiscard]] std::string smallest_command(const Obstacle& obstacle, const codec::Credentials& who);

} // namespace permap::scanner
