// SPDX-License-Identifier: Apache-2.0
#include "scanner/access.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

using codec::AclEntry;
using codec::AclTag;
using codec::Decider;
using codec::Judgement;
using codec::kMayExecute;
using codec::kMayRead;
using codec::kMayWrite;

/// "r-x"; without `dashes` "rx".
std::string bits_text(std::uint32_t bits, char dash = '-') {
    std::string text;
    for (const auto& [bit, letter] :
         {std::pair(kMayRead, 'r'), std::pair(kMayWrite, 'w'), std::pair(kMayExecute, 'x')}) {
        text += (bits & bit) != 0 ? letter : dash;
    }
    std::erase(text, '\0');
    return text;
}

std::string letters(std::uint32_t bits) {
    return bits == 0 ? "-" : bits_text(bits, '\0');
}

std::uint32_t mask_of(const codec::Guarded& object) {
    return (object.mode >> 3U) & 7U; // with an ACL the group bits are its mask
}

bool has_mask(const codec::Guarded& object) {
    return object.acl &&
           std::ranges::find(*object.acl, AclTag::mask, &AclEntry::tag) != object.acl->end();
}

/// What the user has on the object now, apart from privilege: an entry of its own must not take
/// anything away, for it would replace what groups or others give.
std::uint32_t present_bits(const codec::Guarded& object, const codec::Credentials& who) {
    codec::Credentials plain = who;
    plain.overrides = false;
    std::uint32_t bits = 0;
    for (const std::uint32_t bit : {kMayRead, kMayWrite, kMayExecute}) {
        bits |= judge(object, plain, bit).is_allowed ? bit : 0;
    }
    return bits;
}

bool is_named(const AclEntry& entry) {
    return entry.tag == AclTag::user || entry.tag == AclTag::group;
}

std::string entry_name(const AclEntry& entry) {
    return fmt::format("{}:{}", entry.tag == AclTag::user ? 'u' : 'g',
                       is_named(entry) ? std::to_string(entry.id) : std::string());
}

/// The entries of setfacl that widen the mask to `bits`, and narrow those that would gain by it to
/// what the mask leaves them now.
std::string widened_mask(const codec::Guarded& object, std::uint32_t uid, std::uint32_t bits) {
    const std::uint32_t mask = mask_of(object) | bits;
    std::string entries;
    for (const AclEntry& entry : *object.acl) {
        const bool is_masked = is_named(entry) || entry.tag == AclTag::group_obj;
        const bool is_own = entry.tag == AclTag::user && entry.id == uid;
        const std::uint32_t worth = entry.permissions & mask_of(object);
        if (is_masked && !is_own && (entry.permissions & mask) != worth) {
            entries += fmt::format(",{}:{}", entry_name(entry), letters(worth));
        }
    }
    return fmt::format("{},m::{}", entries, letters(mask));
}

/// Of an ACL whose mask gives nothing the kernel looks at none: its entries have no effect, and
/// would have one as soon as the mask gives something. So they are taken out.
std::string hidden_entries(const codec::Guarded& object, std::uint32_t uid) {
    std::string entries;
    for (const AclEntry& entry : *object.acl) {
        if (is_named(entry) && !(entry.tag == AclTag::user && entry.id == uid)) {
            entries += (entries.empty() ? "-x " : ",") + entry_name(entry);
        }
    }
    return entries.empty() ? entries : entries + " ";
}

} // namespace

codec::Guarded guarded(const codec::DiskState& state) {
    codec::Guarded object = {.kind = state.kind,
                             .mode = state.mode,
                             .uid = state.uid.value,
                             .gid = state.gid.value,
                             .acl = {}};
    if (const std::string* const acl = state.attributes.find(codec::kAclAccess)) {
        object.acl = codec::parse_acl(*acl);
    }
    return object;
}

Access judge_access(std::span<const PathStep> path, const codec::Credentials& who) {
    Access access;
    for (const PathStep& step : path.first(path.size() - 1)) {
        const Judgement search = judge(step.object, who, kMayExecute);
        if (!search.is_allowed) {
            access.on_the_way.push_back({&step, kMayExecute, search});
        }
    }
    const codec::Guarded& object = path.back().object;
    access.read = judge(object, who, kMayRead);
    access.write = judge(object, who, kMayWrite);
    access.execute = judge(object, who, kMayExecute);
    return access;
}

std::vector<Obstacle> find_obstacles(std::span<const PathStep> path, const codec::Credentials& who,
                                     std::uint32_t wanted) {
    std::vector<Obstacle> found = judge_access(path, who).on_the_way;
    const Judgement own = judge(path.back().object, who, wanted);
    if (!own.is_allowed) {
        found.push_back({&path.back(), wanted, own});
    }
    return found;
}

std::string permission_words(std::uint32_t wanted, codec::Kind kind) {
    std::vector<std::string> words;
    if ((wanted & kMayRead) != 0) {
        words.emplace_back("read");
    }
    if ((wanted & kMayWrite) != 0) {
        words.emplace_back("write");
    }
    if ((wanted & kMayExecute) != 0) {
        words.emplace_back(kind == codec::Kind::directory ? "search" : "execute");
    }
    return fmt::format("{}", fmt::join(words, " and "));
}

std::string decider_text(const Obstacle& obstacle) {
    const Judgement& judgement = obstacle.judgement;
    const codec::Guarded& object = obstacle.step->object;
    const std::string granted = bits_text(judgement.granted);
    const std::string mask =
        judgement.is_masked
            ? fmt::format(", of which the mask {} leaves {}", bits_text(mask_of(object)),
                          bits_text(judgement.granted & mask_of(object)))
            : std::string();
    switch (judgement.decider) {
    case Decider::owner:
        return fmt::format("it is the owner, and the owner's bits are {}", granted);
    case Decider::named_user:
        return fmt::format("the ACL entry user:{} has {}{}", judgement.id, granted, mask);
    case Decider::owning_group:
        return fmt::format("it is in the owning group {}, which has {}{}", object.gid, granted,
                           mask);
    case Decider::named_group:
        return fmt::format("the ACL entry group:{} has {}{}", judgement.id, granted, mask);
    case Decider::other:
    case Decider::privilege:
        break;
    }
    return fmt::format("it is neither owner nor in the group, and others have {}",
                       bits_text(object.mode & 7U));
}

std::string obstacle_text(const Obstacle& obstacle, const codec::Credentials& who) {
    const codec::Guarded& object = obstacle.step->object;
    return fmt::format("{} ({} {}:{}) denies {} to uid {}: {}", base::quote(obstacle.step->path),
                       base::mode_text(object.mode), object.uid, object.gid,
                       permission_words(obstacle.judgement.missing, object.kind), who.uid,
                       decider_text(obstacle));
}

std::string smallest_command(const Obstacle& obstacle, const codec::Credentials& who) {
    const codec::Guarded& object = obstacle.step->object;
    const std::string path = base::shell_word(obstacle.step->path);
    if (obstacle.judgement.decider == Decider::owner) {
        return fmt::format("chmod u+{} {}", letters(obstacle.judgement.missing), path);
    }
    if (who.overrides) { // only execution of what nobody may execute is denied to root
        return fmt::format("chmod u+x {}", path);
    }
    const std::uint32_t bits = present_bits(object, who) | obstacle.wanted;
    const std::string own = fmt::format("u:{}:{}", who.uid, letters(bits));
    if (!has_mask(object)) { // setfacl makes one that leaves the group what it has
        return fmt::format("setfacl -m {} {}", own, path);
    }
    if (mask_of(object) == 0) {
        return fmt::format("setfacl {}-m {},g::-,m::{} {}", hidden_entries(object, who.uid), own,
                           letters(bits), path);
    }
    return fmt::format("setfacl -m {}{} {}", own, widened_mask(object, who.uid, bits), path);
}

} // namespace permap::scanner
