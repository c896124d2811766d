// SPDX-License-Identifier: Apache-2.0
#include "cli/reading_options.hpp"

#include <CLI/CLI.hpp>

namespace permap::cli {

void add_options(CLI::App& app, ReadingOptions& options, const char* dry_run) {
    app.add_flag("--cross-device", options.crosses_devices, "also file systems mounted below");
    app.add_flag("-x", options.stays_on_device, "stay on one file system: the default")
        ->excludes("--cross-device");
    app.add_flag("--dry-run,-n", options.is_dry_run, dry_run);
}

scanner::CrossDevices resolve(const ReadingOptions& options) {
    return options.crosses_devices ? scanner::CrossDevices::yes : scanner::CrossDevices::no;
}

} // namespace permap::cli
