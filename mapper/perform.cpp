// SPDX-License-Identifier: Apache-2.0
#include "mapper/perform.hpp"

#include "base/file_system.hpp"
#include "base/linux_fs.hpp"
#include "base/quote.hpp"
#include "mapper/mark.hpp"
#include "mapper/run_ends.hpp"
#include "mapper/run_store.hpp"
#include "mapper/run_task.hpp"
#include "scanner/read_facts.hpp"
#include "scanner/rule.hpp"
#include "scanner/surroundings.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

namespace permap::mapper {
namespace {

base::Result<void> check_writable(const base::FsReader& reader, const base::Root& root,
                                  const RunInfo& info) {
    if (base::is_read_only(root.fd.get())) {
        return base::fail_because("is on a file system that is mounted read-only: nothing was "
                                  "changed. Remount it with: mount -o remount,rw",
                                  info.root);
    }
    PERMAP_TRY_ASSIGN(const base::Stat stat, reader.stat_fd(root.fd.get()));
    const bool is_frozen = codec::facts_from(stat).state.flags != 0;
    if (is_frozen && std::ranges::find(info.allowed, "immutable") == info.allowed.end()) {
        return base::fail_because("has become immutable or append-only since it was planned: "
                                  "nothing was changed. Remove that with chattr -i -a, or plan "
                                  "anew with --allow immutable",
                                  info.root);
    }
    return {};
}

/// The servers that have the tree open against the user's will, as a sentence; empty where none.
std::string say_holders(const RunInfo& info, const PerformRequest& request) {
    if (request.allowed.contains("server-running")) {
        return {};
    }
    const scanner::Rule* const rule = scanner::find_rule("server-running");
    const scanner::Surroundings around = scanner::read_surroundings(info.root, request.proc);
    std::vector<scanner::Hit> hits = rule->check_root(around, {});
    return hits.empty() ? std::string()
                        : rule->message(scanner::make_finding(*rule, std::move(hits.front()), ".",
                                                              {}, {}, false));
}

base::Result<void> check_not_held(const RunInfo& info, const PerformRequest& request) {
    const std::string held_by = say_holders(info, request);
    if (!held_by.empty()) {
        return base::fail_because(held_by + ": end it, or go on beside it with --allow "
                                            "server-running",
                                  info.root);
    }
    return {};
}

/// The run was read before its root was locked: what stood in it then may be over.
base::Result<void> check_as_read(RunFile& run) {
    PERMAP_TRY_ASSIGN(const bool is_as_read, run.is_as_read());
    if (!is_as_read) {
        return base::fail_because("another permap has just gone on with this run: see where it "
                                  "stands now, then give the command again",
                                  run.path());
    }
    return {};
}

} // namespace

base::Result<void> check_order(const RunFile& run, const PerformRequest& request) {
    const bool is_asked_for = request.allowed.contains("changed-since");
    if (request.direction == Direction::apply || run.state() == RunState::undoing || is_asked_for) {
        return {};
    }
    PERMAP_TRY_ASSIGN(const std::vector<NotedRun> runs, noted_runs(run.info().root_identity));
    const auto own = std::ranges::find(runs, run.info().id, &NotedRun::id);
    if (own == runs.end() || runs.back().id == run.info().id) {
        return {};
    }
    return base::fail_because(
        fmt::format("was converted again by the later run {}: undo that first, with 'permap undo "
                    "{}', or give up what it did with --allow changed-since",
                    runs.back().id, runs.back().file),
        run.info().root);
}

namespace {

/// Notes the run and takes its first steps; without them the note goes again.
base::Result<void> start_run(const RunEnds& ends, int root, const RunFile& run,
                             Direction direction) {
    const RunInfo& info = run.info();
    bool is_news = false;
    if (direction == Direction::apply) {
        PERMAP_TRY_ASSIGN(is_news,
                          note_run(info.root_identity, {.id = info.id,
                                                        .maps_ids = info.maps_ids,
                                                        .file = base::shell_word(run.path())}));
    }
    const base::Result<void> started = ends.start(root);
    if (started) {
        return {};
    }
    if (is_news) {
        std::ignore = forget_run(info.root_identity, info.id); // the first error is the one to tell
    }
    return tl::unexpected(base::with_path(started.error(), info.root));
}

base::Result<void> forget_undone(const RunInfo& info, Direction direction) {
    return direction == Direction::undo ? forget_run(info.root_identity, info.id)
                                        : base::Result<void>();
}

base::Result<void> run_rounds(Replay& replay, base::Progress& progress, const RunInfo& info,
                              const std::atomic<bool>& stop) {
    progress.begin("closing directories", 0);
    PERMAP_TRY(replay.close_and_prepare());
    progress.begin("converting", info.counts.entries);
    if (!stop) {
        PERMAP_TRY(replay.settle_groups());
    }
    if (!stop) {
        PERMAP_TRY(replay.work_and_open());
    }
    return {};
}

/// Applying leaves nothing behind that it did not plan, whatever is allowed: a server would believe
/// the metadata that somebody planted on it. Undoing leaves what was made since.
bool is_clean(const ReplayTotals& totals, Direction direction) {
    const bool is_all_known = totals.unknown == 0 || direction == Direction::undo;
    return totals.failed == 0 && totals.refused == 0 && is_all_known;
}

/// From the first change to the last. The root is open to descriptor `anchor`.
base::Result<void> carry_out(const ReplaySetting& setting, const PerformRequest& request,
                             const RunEnds& ends, base::Fd root, int anchor, Performed& performed) {
    const RunInfo& info = setting.run.info();
    Replay replay(setting, std::move(root));
    const base::Result<void> went = run_rounds(replay, setting.progress, info, setting.stop);
    performed.totals = replay.totals();
    performed.was_stopped = setting.stop;
    PERMAP_TRY(went);
    if (performed.was_stopped || !is_clean(performed.totals, request.direction)) {
        return {};
    }

    // A guest that was started meanwhile has cached the state in between: nobody may think it well.
    performed.held_by = say_holders(info, request);
    if (!performed.held_by.empty()) {
        return {};
    }

    // Everything below the root is as wanted; the root is last, and durable before it is unmarked.
    PERMAP_TRY(replay.open_root());
    performed.is_open = true;
    PERMAP_TRY(setting.disk.writer.sync_file_system(anchor));
    PERMAP_TRY(ends.end(anchor, replay.root_flags()));
    PERMAP_TRY(forget_undone(info, request.direction));
    performed.is_complete = true;
    return {};
}

} // namespace

bool has_nothing_to_do(const RunFile& run, Direction direction) {
    if (direction == Direction::apply) {
        return run.state() == RunState::applied;
    }
    return run.state() == RunState::planned || run.state() == RunState::undone;
}

base::Result<Performed> perform(RunFile& run, const PerformRequest& request,
                                ReplayListener& listener, base::Progress& progress,
                                const std::atomic<bool>& stop) {
    const RunInfo& info = run.info();
    PERMAP_TRY_ASSIGN(const Task task, make_task(run, request));
    PERMAP_TRY(check_state_outside(info.root));
    PERMAP_TRY_ASSIGN(const base::Fd lock, lock_root(info.root_identity));
    PERMAP_TRY(check_as_read(run));
    PERMAP_TRY_ASSIGN(base::Root root, base::open_root(info.root, {.safety = request.safety,
                                                                   .access = base::Access::write}));
    Performed performed = {.totals = {}, .level = root.level, .why_not_jail = root.why_not_jail};
    const base::LinuxReader reader = root.reader();
    const base::LinuxWriter writer;
    const Disk disk = {reader, writer};
    PERMAP_TRY(check_root(reader, root, run, request));
    const RunEnds ends(disk, run, task);
    if (has_nothing_to_do(run, request.direction)) {
        PERMAP_TRY(ends.remove_own_mark(root.fd.get()));
        PERMAP_TRY(forget_undone(info, request.direction));
        performed.is_complete = true;
        performed.had_nothing_to_do = true;
        return performed;
    }
    PERMAP_TRY(check_order(run, request));
    if (changes_nothing(run)) {
        const bool applies = request.direction == Direction::apply;
        PERMAP_TRY(run.set_state(applies ? RunState::applied : RunState::undone));
        performed.totals.unchanged = info.counts.unchanged();
        performed.totals.left_alone = info.counts.left_alone;
        performed.is_complete = true;
        return performed;
    }
    PERMAP_TRY(check_not_held(info, request));
    PERMAP_TRY_ASSIGN(const base::Fd anchor, reader.open_directory(root.fd.get(), "."));

    // From here on the tree changes. Until the mark is gone again it is closed to others.
    base::Result<void> started = check_writable(reader, root, info);
    if (started) {
        started = start_run(ends, anchor.get(), run, request.direction);
    }
    if (!started && !task.is_resumed) {
        return tl::unexpected(started.error());
    }
    if (!started) { // as half way as before
        performed.broken_by = started.error();
        return performed;
    }
    scanner::Tree tree = {reader,
                          scanner::DescriptorBudget(scanner::directory_budget(request.jobs))};
    const ReplaySetting setting = {disk, task, run, tree, listener, progress, stop};
    const base::Result<void> went =
        carry_out(setting, request, ends, std::move(root.fd), anchor.get(), performed);
    if (!went) {
        performed.broken_by = went.error();
    }
    return performed;
}

} // namespace permap::mapper
