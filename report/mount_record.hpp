// SPDX-License-Identifier: Apache-2.0
// The record `mount`: what one file system under a root can do.
#pragma once

#include "report/record.hpp"
#include "scanner/probe.hpp"

namespace permap::report {

/// `root` as the user named it.
[[nodiscard]] Record mount_record(const std::string& root, const scanner::MountProbe& probe);

} // namespace permap::report
