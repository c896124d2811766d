// SPDX-License-Identifier: Apache-2.0
#include "cli/identity_options.hpp"

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

namespace permap::cli {

void add_options(CLI::App& app, IdentityOptions& options) {
    app.add_option("--id-range", options.ranges,
                   "FROM:COUNT or FROM-TO: uids and gids that belong to somebody without an "
                   "account, besides those of /etc/subuid and /etc/subgid")
        ->allow_extra_args(false);
    app.add_option("--host-files", options.host_files,
                   "take /etc/passwd, group, subuid and subgid of the host from below this "
                   "directory, and ask no name service");
}

base::Result<IdentityConfig> resolve(const IdentityOptions& options) {
    scanner::IdentityRequest request;
    for (const std::string& text : options.ranges) {
        PERMAP_TRY_ASSIGN(const scanner::IdSpan span, scanner::parse_id_span(text));
        request.declared.push_back(span);
    }
    if (!options.host_files.empty()) {
        request.host_root = options.host_files;
        request.is_this_machine = false;
    }
    IdentityConfig config;
    PERMAP_TRY_ASSIGN(config.identities, scanner::read_identities(request, config.mistakes));
    return config;
}

void log_mistakes(const IdentityConfig& config) {
    for (const base::Error& mistake : config.mistakes) {
        spdlog::warn("{}, ignoring", base::to_text(mistake));
    }
}

void log_trouble(const scanner::Identities& identities) {
    for (const scanner::KnownIds* const ids : {&identities.host_users, &identities.host_groups}) {
        if (const std::optional<base::Error> trouble = ids->trouble()) {
            spdlog::warn("a name service does not answer, so that ids may have passed as known: {}",
                         base::to_text(*trouble));
        }
    }
}

} // namespace permap::cli
