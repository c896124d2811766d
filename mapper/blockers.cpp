// SPDX-License-Identifier: Apache-2.0
#include "mapper/blockers.hpp"

#include "codec/change.hpp"
#include "codec/metadata_file.hpp"

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

/// Whether a file that stands in for something becomes what it stands for.
bool becomes_real(const Planned& entry) {
    return entry.facts.state.kind == Kind::file && entry.wanted.kind != Kind::file;
}

bool has_capability(const codec::DiskState& state) {
    return state.attributes.find(codec::kCapability) != nullptr;
}

/// Whether something that `rule` is about is on the host afterwards and was not before, or gets to
/// be root's.
bool makes_real(const Planned& entry, std::string_view rule) {
    const codec::DiskState& now = entry.facts.state;
    const bool becomes_root = (entry.wanted.uid.value == 0 && now.uid.value != 0) ||
                              (entry.wanted.gid.value == 0 && now.gid.value != 0);
    return made_real_by(entry.wanted) == rule && (made_real_by(now) != rule || becomes_root);
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
    return makes_real(entry, "device-node");
}

bool makes_setuid(const Planned& entry) {
    return makes_real(entry, "setuid-file");
}

bool makes_setgid(const Planned& entry) {
    return makes_real(entry, "setgid-file");
}

/// One that sleeps on the host below a mapped tree counts, too: the guest may have written the
/// bytes that it would be given to.
bool makes_capability(const Planned& entry) {
    const bool had = has_capability(entry.facts.state);
    const bool wakes = had && entry.from.storage == Storage::mapped;
    return entry.to.storage == Storage::native && (wakes || (!had && has_capability(entry.wanted)));
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

bool has_foreign_dialect(const Planned& entry) {
    return entry.decoded.has(Oddity::foreign_dialect);
}

bool has_unmapped_id(const Planned& entry) {
    return entry.has_unmapped_id;
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

bool has_both_codecs(const Planned& entry) {
    return entry.decoded.has(Oddity::both_codecs);
}

bool has_disagreeing_links(const Planned& entry) {
    return entry.decoded.has(Oddity::links_disagree);
}

/// Where the target keeps metadata files, too: what stands at the file's name is in the way.
bool has_foreign_metadata(const Planned& entry) {
    return entry.to.keeps_files && entry.decoded.has(Oddity::foreign_metadata);
}

bool is_stray_metadata(const Planned& entry) {
    return entry.from.keeps_files && codec::is_reserved_name(entry.name);
}

/// The server would hide the entry and refuse every use of it.
bool has_reserved_name(const Planned& entry) {
    return entry.to.keeps_files && !entry.from.keeps_files && codec::is_reserved_name(entry.name);
}

/// A device number that comes back from an int as another one, for the guest's kernel too.
bool loses_device(const Planned& entry) {
    constexpr std::uint32_t kMinusOne = 0xffffffff; // the server writes no line for it
    return entry.to.keeps_files && codec::is_device(entry.decoded.view.kind) &&
           static_cast<std::uint32_t>(entry.decoded.view.rdev) == kMinusOne;
}

constexpr std::array kRows = {
    Row{"immutable", Treatment::leave, is_immutable},
    Row{"mapped-corrupt", Treatment::go_on, is_corrupt},
    Row{"mapped-type-mismatch", Treatment::go_on, has_wrong_type},
    Row{"both-codecs", Treatment::go_on, has_both_codecs},
    Row{"hard-link-disagree", Treatment::go_on, has_disagreeing_links},
    Row{"orphan-metadata", Treatment::leave, has_foreign_metadata},
    Row{"orphan-metadata", Treatment::leave, is_stray_metadata},
    Row{"reserved-name", Treatment::leave, has_reserved_name},
    Row{"device-node", Treatment::go_on, makes_device},
    Row{"setuid-file", Treatment::go_on, makes_setuid},
    Row{"setgid-file", Treatment::go_on, makes_setgid},
    Row{"file-capability", Treatment::go_on, makes_capability},
    Row{"symlink-too-long", Treatment::leave, is_link_too_long},
    Row{"symlink-unrepresentable", Treatment::leave, is_link_impossible},
    Row{"lossy", Treatment::leave, loses_stand_in_content},
    Row{"lossy", Treatment::leave, loses_user_attributes},
    Row{"unmapped-id", Treatment::go_on, has_unmapped_id},
    Row{"mapped-foreign-dialect", Treatment::report, has_foreign_dialect},
    Row{"lossy", Treatment::leave, loses_device},
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
