// SPDX-License-Identifier: Apache-2.0
#include "mapper/made_real.hpp"

#include <array>

#include <sys/stat.h>

namespace permap::mapper {
namespace {

using codec::DiskState;
using codec::Kind;
using codec::Storage;

struct RealRule {
    std::string_view rule;
    bool (*applies)(const Crossing& crossing);
};

constexpr std::array kRealRules = {
    RealRule{"device-node", makes_device},
    RealRule{"setuid-file", makes_setuid},
    RealRule{"setgid-file", makes_setgid},
    RealRule{"file-capability", makes_capability},
};

bool is_setuid(const DiskState& state) {
    return state.kind == Kind::file && (state.mode & S_ISUID) != 0;
}

/// Without group execute the bit means mandatory locking and gives nobody anything.
bool is_setgid(const DiskState& state) {
    return state.kind == Kind::file && (state.mode & S_ISGID) != 0 && (state.mode & S_IXGRP) != 0;
}

bool carries_capability(const DiskState& state) {
    return state.attributes.find(codec::kCapability) != nullptr;
}

bool becomes_root(const Crossing& crossing) {
    return (crossing.wanted.uid.value == 0 && crossing.now.uid.value != 0) ||
           (crossing.wanted.gid.value == 0 && crossing.now.gid.value != 0);
}

} // namespace

bool makes_device(const Crossing& crossing) {
    return codec::is_device(crossing.wanted.kind) &&
           (!codec::is_device(crossing.now.kind) || becomes_root(crossing));
}

bool makes_setuid(const Crossing& crossing) {
    return is_setuid(crossing.wanted) && (!is_setuid(crossing.now) || becomes_root(crossing));
}

bool makes_setgid(const Crossing& crossing) {
    return is_setgid(crossing.wanted) && (!is_setgid(crossing.now) || becomes_root(crossing));
}

bool makes_capability(const Crossing& crossing) {
    const bool sleeps = crossing.from == Storage::mapped;
    return crossing.to == Storage::native && carries_capability(crossing.wanted) &&
           (sleeps || !carries_capability(crossing.now));
}

std::vector<std::string_view> rules_against(const Crossing& crossing) {
    std::vector<std::string_view> rules;
    for (const RealRule& row : kRealRules) {
        if (row.applies(crossing)) {
            rules.push_back(row.rule);
        }
    }
    return rules;
}

} // namespace permap::mapper
