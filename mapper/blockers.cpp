// SPDX-License-Identifier: Apache-2.0
#include "mapper/blockers.hpp"

#include "codec/change.hpp"

#include <algorithm>
#include <array>

#include <linux/stat.h>
#include <sys/stat.h>

namespace permap::mapper {
namespace {

using codec::Kind;
using codec::Oddity;
using codec::Storage;

struct Row {
    std::string_view rule;
    Treatment treatment;
    bool (*applies)(const Planned& entry);
};

bool becomes_real(const Planned& entry) {
    return entry.from.storage == Storage::mapped && entry.to.storage == Storage::native;
}

bool becomes_mapped(const Planned& entry) {
    return entry.from.storage == Storage::native && entry.to.storage == Storage::mapped;
}

bool has_capability(const Planned& entry) {
    return entry.facts.state.attributes.find(codec::kCapability) != nullptr;
}

bool is_immutable(const Planned& entry) {
    constexpr std::uint64_t kFrozen = STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND;
    return (entry.facts.attributes & kFrozen) != 0 && !(entry.wanted == entry.facts.state);
}

bool is_corrupt(const Planned& entry) {
    return entry.decoded.has(Oddity::corrupt_value) || entry.decoded.has(Oddity::corrupt_acl) ||
           entry.decoded.has(Oddity::unusable_id);
}

bool has_wrong_type(const Planned& entry) {
    return entry.decoded.has(Oddity::type_mismatch);
}

bool makes_device(const Planned& entry) {
    return becomes_real(entry) && codec::is_device(entry.decoded.view.kind);
}

bool makes_setuid(const Planned& entry) {
    return becomes_real(entry) && made_real_by(entry.wanted) == "setuid-file";
}

bool makes_setgid(const Planned& entry) {
    return becomes_real(entry) && made_real_by(entry.wanted) == "setgid-file";
}

bool makes_capability(const Planned& entry) {
    return becomes_real(entry) && has_capability(entry);
}

bool is_link_too_long(const Planned& entry) {
    return becomes_real(entry) && entry.decoded.view.link.size() > entry.limits.longest_link;
}

bool is_link_impossible(const Planned& entry) {
    const std::string& link = entry.decoded.view.link;
    return becomes_real(entry) && entry.decoded.view.kind == Kind::symlink &&
           (link.empty() || link.find('\0') != std::string::npos);
}

bool loses_stand_in_content(const Planned& entry) {
    return becomes_real(entry) && entry.decoded.has(Oddity::stand_in_content);
}

/// Linux lets nobody attach user attributes to links and specials; a mapped guest may.
bool loses_user_attributes(const Planned& entry) {
    return becomes_real(entry) && codec::needs_replacing(entry.facts.state, entry.wanted) &&
           std::ranges::any_of(entry.facts.other_attributes,
                               [](const std::string& name) { return name.starts_with("user."); });
}

bool loses_capability(const Planned& entry) {
    return becomes_mapped(entry) && has_capability(entry);
}

/// Without privilege one may change one's own files and only to oneself.
bool lacks_privilege(const Planned& entry) {
    const codec::DiskState& now = entry.facts.state;
    if (entry.is_privileged || now == entry.wanted) {
        return false;
    }
    const bool is_foreign = now.uid != entry.caller || entry.wanted.uid != entry.caller;
    const bool needs_mknod = codec::is_device(entry.wanted.kind) && now.kind != entry.wanted.kind;
    return is_foreign || needs_mknod;
}

constexpr std::array kRows = {
    Row{"immutable", Treatment::leave, is_immutable},
    Row{"mapped-corrupt", Treatment::go_on, is_corrupt},
    Row{"mapped-type-mismatch", Treatment::go_on, has_wrong_type},
    Row{"device-node", Treatment::go_on, makes_device},
    Row{"setuid-file", Treatment::go_on, makes_setuid},
    Row{"setgid-file", Treatment::go_on, makes_setgid},
    Row{"file-capability", Treatment::go_on, makes_capability},
    Row{"symlink-too-long", Treatment::leave, is_link_too_long},
    Row{"symlink-unrepresentable", Treatment::leave, is_link_impossible},
    Row{"lossy", Treatment::leave, loses_stand_in_content},
    Row{"lossy", Treatment::leave, loses_user_attributes},
    Row{"lossy", Treatment::report, loses_capability},
    Row{"missing-privilege", Treatment::leave, lacks_privilege},
};

constexpr std::array kTreeRows = {
    TreeBlocker{"server-running", Treatment::go_on},
    TreeBlocker{"interrupted-run", Treatment::go_on}, // above the root; below it, entry by entry
};

} // namespace

std::span<const TreeBlocker> tree_blockers() {
    return kTreeRows;
}

std::vector<Blocker> find_blockers(const Planned& entry) {
    std::vector<Blocker> found;
    for (const Row& row : kRows) {
        if (row.applies(entry)) {
            found.push_back({row.rule, row.treatment});
        }
    }
    return found;
}

std::string_view made_real_by(const codec::DiskState& state) {
    if (codec::is_device(state.kind)) {
        return "device-node";
    }
    if (state.kind == Kind::file && (state.mode & S_ISUID) != 0) {
        return "setuid-file";
    }
    // without group execute the bit means mandatory locking and gives nobody anything
    if (state.kind == Kind::file && (state.mode & S_ISGID) != 0 && (state.mode & S_IXGRP) != 0) {
        return "setgid-file";
    }
    return state.attributes.find(codec::kCapability) != nullptr ? "file-capability" : "";
}

} // namespace permap::mapper
