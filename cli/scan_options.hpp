// SPDX-License-Identifier: Apache-2.0
// Options of permap scan, as typed and as meant.
#pragma once

#include "cli/identity_options.hpp"
#include "cli/path_list.hpp"
#include "cli/reading_options.hpp"
#include "cli/shared_options.hpp"
#include "scanner/rule.hpp"
#include "scanner/walker.hpp"

#include <string>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): not ours
class App;
}

namespace permap::cli {

struct ScanOptions {
    SharedOptions shared;
    std::vector<std::string> paths;
    std::string root_tar;
    std::string files_from;
    bool is_null_separated = false;
    std::string model;
    std::string host_owner;
    std::string file_mode = "0600";
    std::string directory_mode = "0700";
    unsigned qemu_major = 0;
    std::vector<std::string> only_rules;
    std::vector<std::string> skipped_rules;
    std::vector<std::string> excludes;
    IdentityOptions identities;
    std::string min_severity = "info";
    ReadingOptions reading;
};

struct ScanConfig {
    SharedConfig shared;
    std::vector<NamedPath> paths;
    std::string root_tar;   ///< instead of them, or empty
    std::string host_owner; ///< as typed; empty where it was not
    scanner::Share share;   ///< its model is null where scan is to look
    std::vector<const scanner::Rule*> enabled;
    IdentityConfig identities;
    std::vector<std::string> excludes; ///< as typed: what absolute ones mean depends on the root
    scanner::Severity least = scanner::Severity::info; ///< findings below are none
    scanner::CrossDevices cross_devices = scanner::CrossDevices::no;
};

void add_options(CLI::App& app, ScanOptions& options);
[[nodiscard]] base::Result<ScanConfig> resolve(const ScanOptions& options);

} // namespace permap::cli
