// SPDX-License-Identifier: Apache-2.0
// Shares in the XML of a libvirt domain, also those in <qemu:commandline>. Pure. libvirt's words
// become QEMU's: mapped is mapped-xattr, squash is none; modes are octal there.
#pragma once

#include "scanner/shares/found_share.hpp"

#include <string_view>

namespace permap::scanner {

/// The shares of the domain, each beginning as a copy of `prototype` (where it was found, and the
/// user of qemu.conf, for whom a <seclabel model='dac'> steps in). Containers have none.
[[nodiscard]] ParsedShares parse_libvirt_domain(std::string_view xml, const FoundShare& prototype);

/// The value of `name = "value"` in qemu.conf; empty where it is not set.
[[nodiscard]] std::string qemu_conf_value(std::string_view text, std::string_view name);

} // namespace permap::scanner
