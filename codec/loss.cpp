// SPDX-License-Identifier: Apache-2.0
#include "codec/loss.hpp"

#include "codec/posix_acl.hpp"

#include <algorithm>
#include <array>

namespace permap::codec {
namespace {

constexpr std::array<std::string_view, kLosses> kTexts = {
    "file capabilities",
    "ACL",
    "default ACL",
    "ACL that disagrees with the mode, which wins",
    "ACL of the host that the guest does not see",
    "mode of a symbolic link",
    "device number",
    "owner or group",
    "permission bits",
    "text of a symbolic link",
    "metadata of another tool on what becomes a link or special file",
};

/// The view that a reader of the target model has afterwards.
GuestView read_back(const Conversion& conversion, const DiskState& wanted) {
    Facts after; // links and other attributes give oddities, and no part of the view
    after.state = wanted;
    after.size = wanted.content.size();
    return conversion.to.decode(after).view;
}

/// Equal in meaning: the kernel gives unnamed entries one id.
bool is_same_acl(const std::string& left, const std::string& right) {
    return left == right || (parse_acl(left) && parse_acl(left) == parse_acl(right));
}

/// The ACL as chmod leaves it. In all models the mode wins over the ACL, so what is left to differ
/// are the ids and what they may do.
std::string under_mode(const std::string& bytes, std::uint32_t mode) {
    const std::optional<Acl> acl = parse_acl(bytes);
    return acl ? serialize_acl(with_mode(*acl, mode)) : bytes;
}

bool disagrees(const std::optional<Acl>& acl, std::uint32_t mode) {
    return acl && permissions_of(*acl) != (mode & 0777U);
}

void compare_acls(const GuestView& before, const GuestView& after, std::vector<Loss>& losses) {
    const bool is_other = after.acl_access != before.acl_access;
    const std::optional<Acl> acl = parse_acl(before.acl_access);
    if (is_other && acl &&
        (disagrees(acl, before.mode) || disagrees(parse_acl(after.acl_access), before.mode))) {
        losses.push_back(Loss::acl_mode);
    }
    const bool is_said_by_mode = acl && is_minimal(*acl);
    if (is_other && !is_said_by_mode &&
        under_mode(after.acl_access, before.mode) != under_mode(before.acl_access, before.mode)) {
        losses.push_back(Loss::access_acl);
    }
    if (!is_same_acl(after.acl_default, before.acl_default)) {
        losses.push_back(Loss::default_acl);
    }
}

/// ACLs on the inode that neither the guest sees nor the wanted state has. What it sees now: in the
/// view that is converted, ids are mapped already.
bool loses_host_acl(const Conversion& conversion, const Facts& facts, const DiskState& wanted) {
    const auto is_lost = [&](std::string_view name, const std::string GuestView::*acl) {
        const std::string* const present = facts.state.attributes.find(name);
        const std::string* const kept = wanted.attributes.find(name);
        return present != nullptr && (kept == nullptr || *kept != *present) &&
               conversion.from.decode(facts).view.*acl != *present;
    };
    return is_lost(kAclAccess, &GuestView::acl_access) ||
           is_lost(kAclDefault, &GuestView::acl_default);
}

bool loses_capability(const Facts& facts, const GuestView& before, const GuestView& after) {
    const bool had = !before.capability.empty() || facts.state.attributes.find(kCapability);
    return had && after.capability.empty();
}

bool loses_other_metadata(const Conversion& conversion, const Facts& facts,
                          const DiskState& wanted) {
    return std::ranges::any_of(facts.state.attributes, [&](const Attribute& attribute) {
        return model_of_attribute(attribute.name) != nullptr &&
               !is_purged(conversion, attribute.name) &&
               wanted.attributes.find(attribute.name) == nullptr;
    });
}

} // namespace

std::string_view to_text(Loss loss) {
    return kTexts.at(static_cast<std::size_t>(loss));
}

std::vector<Loss> find_losses(const Conversion& conversion, const Facts& facts,
                              const GuestView& view, const DiskState& wanted) {
    if (facts.state == wanted) {
        return {};
    }
    std::vector<Loss> losses;
    const GuestView after = read_back(conversion, wanted);
    const auto add_if = [&](bool is_lost, Loss loss) {
        if (is_lost) {
            losses.push_back(loss);
        }
    };
    add_if(loses_capability(facts, view, after), Loss::capability);
    compare_acls(view, after, losses);
    add_if(loses_host_acl(conversion, facts, wanted), Loss::host_acl);
    const bool has_other_mode = after.mode != view.mode;
    const bool is_link = view.kind == Kind::symlink;
    // without its ACL, a mode is narrowed: that is part of losing the ACL
    const bool is_narrowed = std::ranges::find(losses, Loss::access_acl) != losses.end();
    add_if(has_other_mode && is_link, Loss::link_mode);
    add_if(has_other_mode && !is_link && !is_narrowed, Loss::mode);
    add_if(after.rdev != view.rdev, Loss::device_number);
    add_if(after.uid != view.uid || after.gid != view.gid, Loss::owner);
    add_if(after.link != view.link, Loss::link_text);
    add_if(loses_other_metadata(conversion, facts, wanted), Loss::other_metadata);
    return losses;
}

} // namespace permap::codec
