// SPDX-License-Identifier: Apache-2.0
// The options of commands that walk a tree and never write: --cross-device, -x, -n.
#pragma once

#include "scanner/walker.hpp"

namespace CLI { // NOLINT(readability-identifier-naming): the name of the library's namespace
class App;
}

namespace permap::cli {

struct ReadingOptions {
    bool crosses_devices = false;
    bool stays_on_device = false; ///< the default, accepted for uniformity
    bool is_dry_run = false;      ///< likewise
};

/// `dry_run` says in --help what -n means.
void add_options(CLI::App& app, ReadingOptions& options, const char* dry_run);

[[nodiscard]] scanner::CrossDevices resolve(const ReadingOptions& options);

} // namespace permap::cli
