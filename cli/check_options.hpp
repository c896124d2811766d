// SPDX-License-Identifier: Apache-2.0
// Options of permap check, as typed and as meant.
#pragma once

#include "cli/identity_options.hpp"
#include "cli/reading_options.hpp"
#include "cli/shared_options.hpp"
#include "cli/tree_source.hpp"
#include "scanner/policy/policy.hpp"
#include "scanner/snapshot.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace permap::cli {

struct CheckOptions {
    SharedOptions shared;
    SourceOptions source;
    std::string baseline;
    std::string policy;
    std::string today;
    std::string fail_on_new;
    std::string model;
    std::string view;
    std::vector<std::string> excludes;
    IdentityOptions identities;
    ReadingOptions reading;
    bool updates = false;
    bool has_fail_on = false; ///< --fail-on was typed
};

struct CheckConfig {
    SharedConfig shared;
    SourceOptions source;
    std::string baseline;                  ///< empty where there is none
    std::optional<scanner::Policy> policy; ///< its names are not looked up yet
    std::chrono::year_month_day today;
    const codec::Model* model = nullptr;       ///< null where none was named
    std::optional<scanner::SnapshotView> view; ///< likewise
    std::vector<std::string> excludes;
    IdentityConfig identities;  ///< for the names in policy and baseline, and for rules
    bool is_other_host = false; ///< its accounts are in --host-files
    bool updates = false;
    scanner::CrossDevices cross_devices = scanner::CrossDevices::no;
};

void add_options(CLI::App& app, CheckOptions& options);
[[nodiscard]] base::Result<CheckConfig> resolve(const CheckOptions& options);

} // namespace permap::cli
