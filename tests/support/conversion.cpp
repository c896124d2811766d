// SPDX-License-Identifier: Apache-2.0
#include "tests/support/conversion.hpp"

#include "base/jail.hpp"
#include "codec/model.hpp"
#include "mapper/mark.hpp"
#include "mapper/rehearsal_walk.hpp"
#include "mapper/row_writer.hpp"

#include <optional>

#include <fmt/format.h>
#include <tbb/task_arena.h>
#include <unistd.h>

namespace permap::tests {
namespace {

using base::Result;
using codec::OwnerChange;
using mapper::Direction;
using mapper::RunState;

OwnerChange order_towards(const std::string& model) {
    const bool is_mapped = codec::find_model(model)->storage == codec::Storage::mapped;
    return is_mapped ? OwnerChange::first : OwnerChange::after_attributes;
}

bool keeps_files(const std::string& model) {
    return codec::find_model(model)->keeps_files;
}

mapper::Task task_of(const mapper::RunFile& run, Direction direction) {
    return {.direction = direction,
            .forward = order_towards(run.info().to),
            .backward = order_towards(run.info().from),
            .runner = {codec::HostUid{::geteuid()}, codec::HostGid{::getegid()}},
            .temporary_prefix = run.info().temporary_prefix,
            .keeps_files = keeps_files(run.info().from) || keeps_files(run.info().to),
            .is_resumed = run.state() == mapper::RunState::applying ||
                          run.state() == mapper::RunState::undoing};
}

mapper::RunInfo info_of(const ConversionRequest& request, const codec::Identity& root) {
    return {.id = "0123456789abcdef",
            .version = "test",
            .created = 1,
            .root = request.root,
            .root_identity = {.inode = root},
            .from = request.from,
            .to = request.to,
            .policy = request.policy,
            .allowed = {request.allowed.begin(), request.allowed.end()},
            .temporary_prefix = ".permap-test-"};
}

bool is_clean(const mapper::ReplayTotals& totals, Direction direction) {
    const bool is_all_known = totals.unknown == 0 || direction == Direction::undo;
    return totals.failed == 0 && totals.refused == 0 && is_all_known;
}

Result<Replayed> run_rounds(const mapper::ReplaySetting& setting, base::Fd root, int anchor) {
    const mapper::RunInfo& info = setting.run.info();
    const bool is_apply = setting.task.direction == Direction::apply;
    PERMAP_TRY(setting.run.set_state(is_apply ? RunState::applying : RunState::undoing));
    const mapper::MarkedRun marked = {.id = info.id,
                                      .file = setting.run.path(),
                                      .temporary_prefix = info.temporary_prefix,
                                      .keeps_files = setting.task.keeps_files};
    PERMAP_TRY(mapper::set_mark(setting.disk, anchor, marked));
    mapper::Replay replay(setting, std::move(root));
    PERMAP_TRY(replay.close_and_prepare());
    PERMAP_TRY(replay.settle_groups());
    PERMAP_TRY(replay.work_and_open());
    Replayed replayed = {.totals = replay.totals(), .is_complete = false};
    if (!is_clean(replayed.totals, setting.task.direction)) {
        return replayed;
    }
    PERMAP_TRY(replay.open_root());
    PERMAP_TRY(setting.disk.writer.sync_file_system(anchor));
    PERMAP_TRY(setting.run.set_state(is_apply ? RunState::applied : RunState::undone));
    PERMAP_TRY(mapper::remove_mark(setting.disk, anchor, marked));
    replayed.is_complete = true;
    return replayed;
}

} // namespace

void RecordingListener::keep(std::multiset<std::string>& list, std::string text) {
    const std::lock_guard lock(mutex_);
    list.insert(std::move(text));
}

void RecordingListener::finding(scanner::Finding finding) {
    keep(findings, fmt::format("{} {}", finding.rule->id, finding.path));
}

void RecordingListener::problem(scanner::Problem problem) {
    keep(problems, base::to_text(base::with_path(problem.error, problem.path)));
}

void RecordingListener::change(const std::string& path, const codec::Change& /*change*/) {
    keep(changes, path);
}

void RecordingListener::changed(const std::string& path, const codec::Change& /*change*/) {
    keep(changes, path);
}

void RecordingListener::refused(const std::string& path, const std::string& reason) {
    keep(refusals, path + ": " + reason);
}

void RecordingListener::unknown_name(const std::string& path) {
    keep(unknown, path);
}

Result<PlannedRun> plan_run(const ConversionRequest& request, RecordingListener& listener) {
    PERMAP_TRY_ASSIGN(base::Root root, base::open_root(request.root, {}));
    const base::LinuxReader reader = root.reader();
    PERMAP_TRY_ASSIGN(const base::Stat stat, reader.stat_fd(root.fd.get()));
    PERMAP_TRY_ASSIGN(mapper::RunFile run,
                      mapper::RunFile::create(request.run_path,
                                              info_of(request, codec::facts_from(stat).identity)));
    const mapper::PlanRequest plan = {.from = *codec::find_model(request.from),
                                      .to = *codec::find_model(request.to),
                                      .policy = request.policy,
                                      .allowed = request.allowed,
                                      .caller = {.may = base::read_privileges(),
                                                 .uid = codec::HostUid{::geteuid()},
                                                 .groups = {codec::HostGid{::getegid()}}}};
    scanner::WalkOptions options;
    options.links = scanner::ReadLinks::yes;
    PERMAP_TRY_ASSIGN(options.excludes, scanner::Excludes::parse(request.excludes));
    options.metadata_files =
        keeps_files(request.from) ? scanner::MetadataFiles::yes : scanner::MetadataFiles::no;
    scanner::Tree tree = {reader, scanner::DescriptorBudget(scanner::raise_descriptor_limit())};
    mapper::RowWriter rows(run);
    mapper::Planner planner(plan, reader, &rows, listener);
    base::Progress progress;
    const std::atomic<bool> stop = false;
    PERMAP_TRY(scanner::walk(tree, std::move(root.fd), {}, options, planner, progress, stop));
    planner.finish();
    PERMAP_TRY(rows.finish());
    const mapper::PlanTotals totals = planner.totals();
    PERMAP_TRY(run.finish_plan(totals.counts()));
    return PlannedRun{std::move(run), totals};
}

Result<Replayed> replay_run(mapper::RunFile& run, Direction direction, Faults& faults,
                            RecordingListener& listener) {
    PERMAP_TRY_ASSIGN(base::Root root,
                      base::open_root(run.info().root, {.access = base::Access::write}));
    const base::LinuxReader linux_reader = root.reader();
    const base::LinuxWriter linux_writer;
    PERMAP_TRY_ASSIGN(const base::Fd anchor, linux_reader.open_directory(root.fd.get(), "."));
    const FailingReader reader(linux_reader, faults.reads);
    const FailingWriter writer(linux_writer, faults.writes);
    const mapper::Disk disk = {reader, writer};
    const mapper::Task task = task_of(run, direction);
    const bool is_apply = direction == Direction::apply;
    PERMAP_TRY(run.set_state(is_apply ? mapper::RunState::applying : mapper::RunState::undoing));
    scanner::Tree tree = {reader, scanner::DescriptorBudget(scanner::raise_descriptor_limit())};
    base::Progress progress;
    const std::atomic<bool> stop = false;
    const mapper::ReplaySetting setting = {disk, task, run, tree, listener, progress, stop};
    Result<Replayed> replayed;
    tbb::task_arena(1).execute(
        [&] { replayed = run_rounds(setting, std::move(root.fd), anchor.get()); });
    if (replayed && replayed->is_complete) {
        PERMAP_TRY(run.set_state(is_apply ? mapper::RunState::applied : mapper::RunState::undone));
    }
    return replayed;
}

Result<mapper::ReplayTotals> rehearse_run(mapper::RunFile& run, Direction direction, Faults& faults,
                                          RecordingListener& listener) {
    PERMAP_TRY_ASSIGN(base::Root root, base::open_root(run.info().root, {}));
    const base::LinuxReader linux_reader = root.reader();
    const base::LinuxWriter linux_writer;
    const FailingReader reader(linux_reader, faults.reads);
    const mapper::Disk disk = {reader, linux_writer};
    const mapper::Task task = task_of(run, direction);
    scanner::Tree tree = {reader, scanner::DescriptorBudget(scanner::raise_descriptor_limit())};
    base::Progress progress;
    const std::atomic<bool> stop = false;
    PERMAP_TRY_ASSIGN(mapper::RunReader rows, mapper::RunReader::open(run.path()));
    mapper::Rehearsal rehearsal({disk, task, run, tree, listener, progress, stop}, std::move(rows));
    return rehearsal.run(std::move(root.fd));
}

} // namespace permap::tests
