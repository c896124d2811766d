// SPDX-License-Identifier: Apache-2.0
// The options that say which id becomes which: --map, --map-file, --map-names, --unmapped.
#pragma once

#include "codec/id_map.hpp"
#include "codec/model.hpp"

#include <string>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): not ours
class App;
}

namespace permap::cli {

/// As typed.
struct IdMapOptions {
    std::vector<std::string> ranges;
    std::vector<std::string> files;
    std::string names;
    std::string unmapped = "refuse";
};

/// As meant.
struct IdMapConfig {
    codec::IdMaps maps;
    bool keeps_unmapped = false;
};

void add_options(CLI::App& app, IdMapOptions& options);

/// Names are matched from the host to the guest, or back where the tree leaves a mapped model.
[[nodiscard]] base::Result<IdMapConfig> resolve(const IdMapOptions& options,
                                                const codec::Model& from, const codec::Model& to);

/// Says what the maps mean, as log lines, with what is dangerous about them.
void log_maps(const codec::IdMaps& maps);

} // namespace permap::cli
