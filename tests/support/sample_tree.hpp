// SPDX-License-Identifier: Apache-2.0
// A small tree with every kind of object that this user can make, hard-link groups, ACLs, planted
// metadata and set-id bits, all with fixed times.
#pragma once

#include "tests/support/scratch_directory.hpp"

#include <string>

namespace permap::tests {

/// Makes the tree in a new directory `name` of `place`. As root the owners differ and there are
/// devices; for others all is their own.
void make_sample_tree(const Workplace& place, const std::string& name);

/// user::rw-, user:1000:rw-, group::---, mask::r--, other::---: agrees with mode 0640.
std::string sample_acl();

} // namespace permap::tests
