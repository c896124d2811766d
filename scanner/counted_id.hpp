// SPDX-License-Identifier: Apache-2.0
// What is counted by id over a whole tree, for rules that speak once of an id and not of each entry
// that has it. Plain data.
#pragma once

#include "codec/kind.hpp"

#include <compare>
#include <cstdint>
#include <string>

namespace permap::scanner {

enum class IdKind : std::uint8_t { user, group };

struct IdKey {
    IdKind kind = IdKind::user;
    std::uint32_t id = 0;

    auto operator<=>(const IdKey&) const = default;
};

/// Whether an entry is one of those that a rule looks for among all with the id.
enum class Matches : std::uint8_t { no, yes };

/// Where a rule's `count` says which ids of an entry it counts.
class IdCounter {
public:
    virtual ~IdCounter() = default;
    virtual void count(IdKey id, Matches matches) = 0;
};

/// One entry to show for many.
struct Example {
    std::string path; ///< empty where it is too long to be kept
    codec::Kind kind = codec::Kind::file;
    std::uint32_t mode = 0;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;

    auto operator<=>(const Example&) const = default;
};

struct CountedId {
    IdKey key;
    std::uint64_t entries = 0;  ///< that have the id
    std::uint64_t matching = 0; ///< of them
    Example example = {};       ///< of those that match the one with the smallest path
};

} // namespace permap::scanner
