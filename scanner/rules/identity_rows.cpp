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
};

} // namespace

std::span<const Rule> identity_rows() {
    return kIdentityRows;
}

} // namespace permap::scanner
