// SPDX-License-Identifier: Apache-2.0
#include "mapper/rehearsal.hpp"

#include "base/linux_fs.hpp"
#include "mapper/rehearsal_walk.hpp"
#include "mapper/run_store.hpp"
#include "mapper/run_task.hpp"

namespace permap::mapper {

base::Result<Performed> rehearse(RunFile& run, const PerformRequest& request,
                                 ReplayListener& listener, base::Progress& progress,
                                 const std::atomic<bool>& stop) {
    const RunInfo& info = run.info();
    PERMAP_TRY_ASSIGN(const Task task, make_task(run, request));
    PERMAP_TRY(check_state_outside(info.root));
    PERMAP_TRY_ASSIGN(const base::Fd lock, lock_root(info.root_identity));
    PERMAP_TRY_ASSIGN(base::Root root, base::open_root(info.root, {.safety = request.safety,
                                                                   .access = base::Access::read}));
    const base::LinuxReader reader = root.reader();
    PERMAP_TRY(check_root(reader, root, run, request));
    Performed performed = {.totals = {}, .level = root.level, .why_not_jail = root.why_not_jail};
    performed.had_nothing_to_do = has_nothing_to_do(run, request.direction);
    if (performed.had_nothing_to_do) {
        return performed;
    }
    PERMAP_TRY(check_order(run, request));
    if (changes_nothing(run)) {
        performed.totals.unchanged = info.counts.unchanged();
        performed.totals.left_alone = info.counts.left_alone;
        return performed;
    }
    const base::LinuxWriter writer;
    const Disk disk = {reader, writer};
    scanner::Tree tree = {reader, scanner::DescriptorBudget(scanner::directory_budget(1))};
    PERMAP_TRY_ASSIGN(RunReader rows, RunReader::open(run.path()));
    progress.begin("comparing", info.counts.entries);
    Rehearsal rehearsal({disk, task, run, tree, listener, progress, stop}, std::move(rows));
    PERMAP_TRY_ASSIGN(performed.totals, rehearsal.run(std::move(root.fd)));
    performed.was_stopped = stop;
    return performed;
}

} // namespace permap::mapper
