// SPDX-License-Identifier: Apache-2.0
// Options of permap explain, as typed and as meant.
#pragma once

#include "cli/shared_options.hpp"
#include "codec/guest_access.hpp"
#include "codec/model.hpp"
#include "scanner/host_files.hpp"

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace permap::cli {

struct ExplainOptions {
    SharedOptions shared;
    std::string path;
    std::string as;
    std::string as_guest;
    std::string want;
    std::string access = "client";
    bool enforces_acls = false;
    std::string model = "mapped-xattr";
    std::string root;
    std::string host_owner;
    std::string host_files;
    bool is_dry_run = false; ///< accepted everywhere
};

struct ExplainConfig {
    SharedConfig shared;
    std::string path;
    std::optional<codec::Credentials> as;
    std::optional<codec::Credentials> as_guest;
    std::optional<std::uint32_t> wanted; ///< bits of codec::kMay*; what suits the kind without
    codec::GuestMount guest_mount;
    const codec::Model* model = nullptr;
    std::string root; ///< absolute real path of the shared directory; empty: the object's own
    std::optional<codec::Credentials> host_user; ///< QEMU's
    scanner::HostFiles files;

    /// Reading a file; reading and searching a directory.
    [[nodiscard]] std::uint32_t wanted_for(codec::Kind kind) const;
};

void add_options(CLI::App& app, ExplainOptions& options);
[[nodiscard]] base::Result<ExplainConfig> resolve(const ExplainOptions& options);

} // namespace permap::cli
