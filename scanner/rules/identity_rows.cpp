// SPDX-License-Identifier: Apache-2.0
// The rows of rules about ids that one of the two systems does not know.
#include "scanner/rules/all.hpp"

#include <array>

namespace permap::scanner {
namespace {

constexpr std::string_view kCisUbuntu = "CIS Ubuntu 24.04 v1";
constexpr std::string_view kStigRhel9 = "STIG RHEL 9";
constexpr std::array kUnknownOwner = {Reference{kCisUbuntu, "7.1.12"},
                                      Reference{kStigRhel9, "RHEL-09-232255"}};
constexpr std::array kUnknownGroup = {Reference{kCisUbuntu, "7.1.12"},
                                      Reference{kStigRhel9, "RHEL-09-232250"}};

constexpr std::array kIdentityRows = {
    Rule{.id = "unknown-owner",
         .title = "owner that is no user of this host",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "The next account that is made with this number owns the object; until then nobody "
                "on the host can tell whose it is.",
         .fix = "If it is a user of the guest: keep the guest's ids out of the host's file system "
                "(permap convert --to mapped-xattr), or reserve its ids on the host, in "
                "/etc/subuid or with --id-range FROM-TO here. If an account was removed and left "
                "this behind: chown it to somebody, or remove it; find -nouser lists the same.",
         .references = kUnknownOwner,
         .check = check_unknown_owner,
         .message = say_unknown_owner},
    Rule{.id = "unknown-group",
         .title = "group that is no group of this host",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "The next group that is made with this number gets what the mode gives its group; "
                "until then nobody on the host can tell who that is.",
         .fix = "If it is a group of the guest: keep the guest's ids out of the host's file system "
                "(permap convert --to mapped-xattr), or reserve its ids on the host, in "
                "/etc/subgid or with --id-range FROM-TO here. If a group was removed and left this "
                "behind: chgrp it, or remove it; find -nogroup lists the same.",
         .references = kUnknownGroup,
         .check = check_unknown_group,
         .message = say_unknown_group},
    Rule{.id = "id-missing-in-guest",
         .title = "id that nobody in the guest has",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "The guest shows a number in place of a name, and the next account made there with "
                "it owns the objects.",
         .fix = "Make the account in the guest with this id (useradd -u, groupadd -g), or give the "
                "objects an id that it has: permap convert with --map u:FROM:TO:1, g: for a group; "
                "in place, chown.",
         .references = {},
         .count = count_missing_in_guest,
         .check_count = check_missing_in_guest,
         .message = say_missing_in_guest},
    Rule{.id = "id-name-conflict",
         .title = "id that means different people on host and guest",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "In a tree exported as it is, both systems read the same number: what one means "
                "for its user belongs to another on the other side.",
         .fix = "If whom the host names is meant: permap convert --to mapped-xattr with the --map "
                "of each finding and --unmapped keep, or with --map-names for all accounts. If "
                "whom the guest names is meant: the same without a map. To stay with passthrough: "
                "give the account one id on both sides (usermod -u, groupmod -g) and chown.",
         .references = {},
         .count = count_name_conflicts,
         .check_count = check_name_conflict,
         .message = say_name_conflict},
};

} // namespace

std::span<const Rule> identity_rows() {
    return kIdentityRows;
}

} // namespace permap::scanner
