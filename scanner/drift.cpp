// SPDX-License-Identifier: Apache-2.0
#include "scanner/drift.hpp"

#include "scanner/entry_finding.hpp"
#include "scanner/rules/all.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "codec/posix_acl.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

using codec::kNoId;
using codec::ManifestEntry;
using codec::ManifestField;

constexpr std::uint32_t kOfOthers = 0077;
constexpr std::uint32_t kSetIds = 06000;
constexpr std::uint32_t kSticky = 01000;

Finding drifted(std::string_view rule, const ManifestEntry& entry) {
    Finding finding = finding_about(rule, entry);
    finding.baseline_state = BaselineState::is_new; // what it says has happened since
    return finding;
}

/// Collects the findings about one entry; the first is the primary one.
class Collector {
public:
    explicit Collector(const ManifestEntry& is) : is_(is) {}

    void add(std::string_view rule, std::string was, std::string is, bool is_worse = false) {
        Finding finding = drifted(rule, is_);
        if (is_worse) {
            finding.severity = Severity::high;
        }
        finding.evidence = {{"was", std::move(was)}, {"is", std::move(is)}};
        findings_.push_back(std::move(finding));
    }

    std::vector<Finding> take() {
        std::ranges::stable_sort(findings_, std::ranges::greater(), &Finding::severity);
        for (std::size_t i = 1; i < findings_.size(); ++i) {
            findings_[i].is_primary = false;
        }
        return std::move(findings_);
    }

private:
    const ManifestEntry& is_;
    std::vector<Finding> findings_;
};

/// Whether somebody may do more than before: a bit for group or others or a set-id bit came, or the
/// sticky bit of a directory went.
bool is_widened(std::uint32_t was, std::uint32_t is) {
    const std::uint32_t came = is & ~was;
    const std::uint32_t went = was & ~is;
    return (came & (kOfOthers | kSetIds)) != 0 || (went & kSticky) != 0;
}

/// The mode as programs write it that resolve ACLs: with the group's own entry in the place of the
/// mask (libarchive's mtree does).
std::uint32_t mode_without_mask(const ManifestEntry& entry) {
    const std::optional<codec::Acl> acl = codec::parse_acl(entry.acl);
    const std::optional<std::uint32_t> group =
        acl ? codec::permissions_of(*acl, codec::AclTag::group_obj) : std::nullopt;
    return group ? (entry.mode & ~070U) | (*group << 3U) : entry.mode;
}

void compare_mode(const ManifestEntry& was, const ManifestEntry& is, Collector& found) {
    const bool is_resolved = !was.known.has(ManifestField::stat_mode) && !is.acl.empty() &&
                             was.mode == mode_without_mask(is);
    const bool means_nothing = is.kind == codec::Kind::symlink;
    if (was.mode != is.mode && !is_resolved && !means_nothing) {
        found.add(is_widened(was.mode, is.mode) ? "mode-widened" : "mode-narrowed",
                  base::mode_text(was.mode), base::mode_text(is.mode));
    }
}

std::string acl_or_none(const std::string& bytes) {
    return bytes.empty() ? "none" : codec::acl_text(bytes);
}

/// An ACL, or what a mode means where there is none, as an ACL without a mask: each entry gives
/// what it says. Of a default ACL that is not there the mode is the best guess of what new files
/// get.
codec::Acl effective_acl(const std::string& bytes, std::uint32_t mode) {
    codec::Acl acl = codec::parse_acl(bytes).value_or(
        codec::Acl{{codec::AclTag::user_obj, static_cast<std::uint16_t>(mode >> 6U & 7U), kNoId},
                   {codec::AclTag::group_obj, static_cast<std::uint16_t>(mode >> 3U & 7U), kNoId},
                   {codec::AclTag::other, static_cast<std::uint16_t>(mode & 7U), kNoId}});
    const std::uint32_t mask = codec::permissions_of(acl, codec::AclTag::mask).value_or(7);
    std::erase_if(acl, [](const codec::AclEntry& each) { return each.tag == codec::AclTag::mask; });
    for (codec::AclEntry& each : acl) {
        if (each.tag != codec::AclTag::user_obj && each.tag != codec::AclTag::other) {
            each.permissions &= static_cast<std::uint16_t>(mask);
        }
    }
    return acl;
}

/// Whether anybody but the owner may do what the same entry did not give before. A guest's ACL may
/// have thousands of entries.
bool gives_more(codec::Acl before, const codec::Acl& now) {
    const auto whose = [](const codec::AclEntry& entry) { return std::pair(entry.tag, entry.id); };
    std::ranges::stable_sort(before, {}, whose);
    return std::ranges::any_of(now, [&](const codec::AclEntry& entry) {
        const auto same = std::ranges::lower_bound(before, whose(entry), {}, whose);
        const bool is_there = same != before.end() && whose(*same) == whose(entry);
        const unsigned had = is_there ? same->permissions : 0U;
        return entry.tag != codec::AclTag::user_obj && (entry.permissions & ~had) != 0;
    });
}

/// One of the two ACLs of an entry.
void compare_acl(const char* name, std::string ManifestEntry::*acl, const ManifestEntry& was,
                 const ManifestEntry& is, Collector& found) {
    if (was.*acl == is.*acl) {
        return;
    }
    const bool is_damaged = !(is.*acl).empty() && !codec::parse_acl(is.*acl); // nobody can say
    found.add("acl-changed", fmt::format("{}{}", name, acl_or_none(was.*acl)),
              fmt::format("{}{}", name, acl_or_none(is.*acl)),
              is_damaged ||
                  gives_more(effective_acl(was.*acl, was.mode), effective_acl(is.*acl, is.mode)));
}

std::string capability_text(const std::string& bytes) {
    return bytes.empty() ? "none" : base::hex(bytes);
}

} // namespace

std::vector<const Rule*> drift_rules() {
    std::vector<const Rule*> rules;
    for (const Rule& row : drift_rows()) {
        rules.push_back(find_rule(row.id));
    }
    return rules;
}

std::vector<Finding> compare_entries(const ManifestEntry& was, const ManifestEntry& is) {
    const codec::ManifestFields both = was.known & is.known;
    Collector found(is);
    if (both.has(ManifestField::kind) && was.kind != is.kind) {
        found.add("type-changed", codec::to_text(was.kind), codec::to_text(is.kind));
    } else if (both.has(ManifestField::mode)) {
        compare_mode(was, is, found);
    }
    if (both.has(ManifestField::uid) && was.uid != is.uid) {
        found.add("owner-changed", std::to_string(was.uid), std::to_string(is.uid));
    }
    if (both.has(ManifestField::gid) && was.gid != is.gid) {
        found.add("group-changed", std::to_string(was.gid), std::to_string(is.gid));
    }
    if (both.has(ManifestField::rdev) && was.rdev != is.rdev) {
        found.add("rdev-changed", codec::device_text(was.rdev), codec::device_text(is.rdev));
    }
    if (both.has(ManifestField::link) && was.link != is.link) {
        found.add("link-changed", was.link, is.link);
    }
    if (both.has(ManifestField::acls)) {
        compare_acl("", &ManifestEntry::acl, was, is, found);
        compare_acl("default: ", &ManifestEntry::acl_default, was, is, found);
    }
    if (both.has(ManifestField::capability) && was.capability != is.capability) {
        found.add("capability-changed", capability_text(was.capability),
                  capability_text(is.capability), !is.capability.empty());
    }
    return found.take();
}

Finding entry_added(const ManifestEntry& is) {
    return drifted("entry-added", is);
}

Finding entry_removed(const ManifestEntry& was) {
    return drifted("entry-removed", was);
}

Finding entry_renamed(const ManifestEntry& was, const ManifestEntry& is) {
    Finding finding = drifted("entry-renamed", is);
    finding.evidence = {{"was", was.path}, {"is", is.path}};
    return finding;
}

} // namespace permap::scanner
