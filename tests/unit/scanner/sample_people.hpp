// SPDX-License-Identifier: Apache-2.0
// A made-up host for tests of rules about ids.
#pragma once

#include "scanner/identities.hpp"

namespace permap::scanner {

/// User 1000 and group 100; 5000 to 5009 are declared.
inline const Identities& sample_people() {
    static const Identities kHost = {
        .host_users = KnownIds(parse_passwd("alice:x:1000:100::/:\n", "passwd").accounts,
                               DeclaredIds({{5000, 5009}}), nullptr),
        .host_groups = KnownIds(parse_group("users:x:100:\n", "group").accounts,
                                DeclaredIds({{5000, 5009}}), nullptr),
        .guest_users = {},
        .guest_groups = {},
        .broad_groups = usual_broad_groups(parse_group("users:x:100:\n", "group").accounts)};
    return kHost;
}

} // namespace permap::scanner
