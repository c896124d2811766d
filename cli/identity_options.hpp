// SPDX-License-Identifier: Apache-2.0
// The options that say who is who: --id-range, --host-files, --broad-group, --guest-*.
#pragma once

#include "scanner/identities.hpp"

#include <string>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): not ours
class App;
}

namespace permap::cli {

/// As typed.
struct IdentityOptions {
    std::vector<std::string> ranges;
    std::string host_files;
    std::vector<std::string> broad_groups;
    std::string guest_passwd;
    std::string guest_group;
    std::string guest_root;
};

/// As meant.
struct IdentityConfig {
    scanner::Identities identities;
    std::vector<base::Error> mistakes; ///< in lines of the files, which were left out
};

/// Whose accounts are the host's where no --host-files were given.
enum class HostAccounts { of_this_machine, where_given /**< nobody's: nothing is known of them */ };

void add_options(CLI::App& app, IdentityOptions& options);
[[nodiscard]] base::Result<IdentityConfig>
resolve(const IdentityOptions& options, HostAccounts accounts = HostAccounts::of_this_machine);

/// Before the walk: what in the files was left out.
void log_mistakes(const IdentityConfig& config);
/// After it: name services that did not answer.
void log_trouble(const scanner::Identities& identities);

} // namespace permap::cli
