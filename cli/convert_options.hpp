// SPDX-License-Identifier: Apache-2.0
// The options of permap convert, as typed and as meant.
#pragma once

#include "cli/id_map_options.hpp"
#include "cli/shared_options.hpp"
#include "codec/model.hpp"

#include <set>
#include <string>
#include <vector>

namespace permap::cli {

/// As typed.
struct ConvertOptions {
    SharedOptions shared;
    std::string path;
    std::string to;
    std::string from;
    std::string host_owner;
    std::string file_mode = "0600";
    std::string directory_mode = "0700";
    IdMapOptions maps;
    bool keeps_native_symlinks = false;
    std::string run;
    std::vector<std::string> allowed;
    std::vector<std::string> excludes;
    bool applies = false;
    bool is_dry_run = false;
    bool crosses_devices = false;
    bool stays_on_device = false; ///< the default, accepted for uniformity
    /// On the command line and about mapped trees: "--host-owner".
    std::vector<std::string> for_mapped;
};

/// As meant: defaults resolved, ids parsed, conflicts refused.
struct ConvertConfig {
    SharedConfig shared;
    std::string path;
    const codec::Model* to = nullptr;
    const codec::Model* from = nullptr; ///< never null; see is_from_given
    bool is_from_given = false;
    codec::HostPolicy policy;
    codec::IdMaps maps;
    bool keeps_native_symlinks = false;
    std::vector<std::string> warnings; ///< about options that are likely to be misunderstood
    std::string run;                   ///< empty: the default place
    std::set<std::string, std::less<>> allowed;
    std::vector<std::string> excludes;
    bool applies = false;

    [[nodiscard]] bool keeps_run() const { return applies || !run.empty(); }
};

void add_options(CLI::App& app, ConvertOptions& options);

[[nodiscard]] base::Result<ConvertConfig> resolve(const ConvertOptions& options);

} // namespace permap::cli
