// SPDX-License-Identifier: Apache-2.0
// A tree as years of passthrough leave it: every kind of object with every kind of mode, owner,
// name, ACL, attribute and link, and metadata that somebody planted.
#pragma once

#include "tests/oracle/dice.hpp"
#include "tests/oracle/host_tree.hpp"

#include <cstdint>

namespace permap::oracle {

struct TreeSize {
    int objects = 400;                         ///< besides the fixed ones
    std::uint32_t longest_link = 4095;         ///< what the file system takes
    DeviceNumber devices = {0x1000, 0x100000}; ///< likewise: both numbers are below
};

/// Fills the existing directory of `tree`. Its own mode and owner become the guest's too.
void generate_tree(HostTree& tree, Dice& dice, const TreeSize& size);

} // namespace permap::oracle
