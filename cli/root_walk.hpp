// SPDX-License-Identifier: Apache-2.0
// What every command that walks a root without writing does with it: opening it at the strongest
// level that can be had, and walking it with the session's threads and progress.
#pragma once

#include "base/jail.hpp"
#include "cli/session.hpp"
#include "codec/model.hpp"
#include "scanner/identities.hpp"
#include "scanner/walker.hpp"

#include <string>
#include <vector>

namespace permap::cli {

[[nodiscard]] base::Result<base::Root> open_to_read(const std::string& path, base::Safety safety,
                                                    scanner::CrossDevices cross);

/// What an audit of a root needs to know, gathered before the walk. `identities` outlives it.
[[nodiscard]] scanner::AuditRequest prepare_audit(const base::Root& root, scanner::Share share,
                                                  std::vector<const scanner::Rule*> enabled,
                                                  const scanner::Identities& identities,
                                                  scanner::CrossDevices cross);

struct RootWalk {
    std::string name;                    ///< as the user named it
    const codec::Model* model = nullptr; ///< whether metadata files are read; never null
    scanner::Reach reach = {};           ///< of the root
    scanner::ReadLinks links = scanner::ReadLinks::no;
    scanner::CrossDevices cross_devices = scanner::CrossDevices::no;
    scanner::Excludes excludes = {};
    std::vector<std::uint32_t> broad_groups = {}; ///< who is in one of them comes in like others
    unsigned jobs = 1;
};

/// Announces the root to the report and walks it.
[[nodiscard]] base::Result<scanner::WalkTotals>
walk_root(base::Root root, const RootWalk& request, scanner::Visitor& visitor, Session& session);

/// Adds what a walk counted to the summary of the command.
void add_totals(report::Summary& summary, const scanner::WalkTotals& totals,
                const std::string& root);

} // namespace permap::cli
