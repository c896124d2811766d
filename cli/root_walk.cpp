// SPDX-License-Identifier: Apache-2.0
#include "cli/root_walk.hpp"

#include "base/linux_fs.hpp"
#include "base/numbers.hpp"
#include "base/quote.hpp"

#include <fmt/format.h>

namespace permap::cli {

base::Result<base::Root> open_to_read(const std::string& path, base::Safety safety,
                                      scanner::CrossDevices cross) {
    return base::open_root(path, {.safety = safety,
                                  .access = base::Access::read,
                                  .follow = base::FollowRoot::yes,
                                  .sub_mounts = cross == scanner::CrossDevices::yes
                                                    ? base::SubMounts::include
                                                    : base::SubMounts::leave_out});
}

scanner::AuditRequest prepare_audit(const base::Root& root, scanner::Share share,
                                    std::vector<const scanner::Rule*> enabled,
                                    const scanner::Identities& identities,
                                    scanner::CrossDevices cross) {
    scanner::TreeReach reach =
        scanner::find_reach(base::LinuxReader(base::SafetyLevel::dirfd, base::CrossMounts::yes),
                            root.real_path, scanner::ids_of(identities.broad_groups));
    return {.share = std::move(share),
            .enabled = std::move(enabled),
            .has_user_attributes = scanner::has_user_attributes(root.reader(), root.fd.get()),
            .around = scanner::read_surroundings(root.real_path),
            .reach = reach.root,
            .entrances = std::move(reach.entrances),
            .identities = &identities,
            .cross_devices = cross};
}

base::Result<scanner::WalkTotals> walk_root(base::Root root, const RootWalk& request,
                                            scanner::Visitor& visitor, Session& session) {
    const auto cross = request.cross_devices == scanner::CrossDevices::yes ? base::CrossMounts::yes
                                                                           : base::CrossMounts::no;
    const base::LinuxReader reader = root.reader(cross);
    scanner::WalkOptions options;
    options.links = request.links;
    options.excludes = request.excludes;
    options.broad_groups = request.broad_groups;
    options.metadata_files =
        request.model->keeps_files ? scanner::MetadataFiles::yes : scanner::MetadataFiles::no;
    options.cross_devices = request.cross_devices;
    PERMAP_TRY_ASSIGN(options.mount_points, scanner::read_mount_points_below(root.real_path));

    session.reporter().begin_root(request.name);
    session.progress().begin("scanning", scanner::expected_entries(root.fd.get(), root.real_path));
    scanner::Tree tree = {reader,
                          scanner::DescriptorBudget(scanner::directory_budget(request.jobs))};
    base::Result<scanner::WalkTotals> totals;
    session.run_with(request.jobs, [&] {
        totals = scanner::walk(tree, std::move(root.fd), request.reach, options, visitor,
                               session.progress(), session.stop());
    });
    return totals.map_error(
        [&](base::Error error) { return base::with_path(std::move(error), request.name); });
}

void add_totals(report::Summary& summary, const scanner::WalkTotals& totals,
                const std::string& root) {
    summary.entries += totals.entries;
    summary.directories += totals.directories;
    if (totals.vanished > 0) {
        summary.remarks.push_back(fmt::format("Removed by somebody else while being looked at: {}",
                                              base::counted(totals.vanished, "entry", "entries")));
    }
    if (totals.was_stopped) {
        summary.remarks.push_back(
            fmt::format("Interrupted: this is not all there is to say of {}.", base::quote(root)));
    }
}

} // namespace permap::cli
