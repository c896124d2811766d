// SPDX-License-Identifier: Apache-2.0
// permap status: where a run stands, by run file, id, or a path whose root bears a mark.
#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/session.hpp"

#include "base/file_holder.hpp"
#include "base/jail.hpp"
#include "base/quote.hpp"
#include "mapper/mark.hpp"
#include "mapper/run_file.hpp"
#include "mapper/run_store.hpp"

#include <ctime>

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace permap::cli {
namespace {

/// That another process is at it; empty where none is seen. One that only reads is not told apart,
/// but does not take long.
std::string say_under_way(const std::string& path) {
    const std::optional<int> holder = base::find_holder(path);
    return holder ? fmt::format("under way: process {} is at work on it; wait for that", *holder)
                  : std::string();
}

std::string advice(const mapper::RunFile& run) {
    std::string under_way = run.is_half_way() ? say_under_way(run.path()) : std::string();
    if (!under_way.empty()) {
        return under_way;
    }
    const std::string name = base::shell_word(run.path());
    switch (run.state()) {
    case mapper::RunState::planning:
        return "the plan was never finished: nothing was changed";
    case mapper::RunState::planned:
        return fmt::format("nothing was changed yet; 'permap apply {}' performs it", name);
    case mapper::RunState::applying:
        return fmt::format("stopped half way: the root is closed and marked; go on with 'permap "
                           "apply {}' or turn back with 'permap undo {}'",
                           name, name);
    case mapper::RunState::applied:
        return fmt::format("complete; 'permap undo {}' puts everything back", name);
    case mapper::RunState::undoing:
        return fmt::format("undo stopped half way: the root is closed and marked; go on with "
                           "'permap undo {}' or turn back with 'permap apply {}'",
                           name, name);
    case mapper::RunState::undone:
        return "undone: the tree has its old state";
    }
    return {};
}

std::string describe(const mapper::RunFile& run) {
    const mapper::RunInfo& info = run.info();
    return fmt::format("run      {}\nfile     {}\nroot     {}\nfrom     {}\nto       {}\n"
                       "planned  {:%Y-%m-%d %H:%M:%S} UTC\nentries  {}, of which {} change\n"
                       "state    {}\n\n{}\n",
                       info.id, base::quote(run.path()), base::quote(info.root), info.from, info.to,
                       fmt::gmtime(static_cast<std::time_t>(info.created)), info.counts.entries,
                       info.counts.to_change, mapper::to_text(run.state()), advice(run));
}

/// The run file of a marked root. The mark is a hint from the tree: only shown, never obeyed.
base::Result<std::string> describe_mark(const std::string& path) {
    PERMAP_TRY_ASSIGN(const base::Root root,
                      base::open_root(path, {.follow = base::FollowRoot::yes}));
    const base::LinuxReader reader = root.reader();
    PERMAP_TRY_ASSIGN(const std::string mark, mapper::read_mark(reader, root.fd.get()));
    if (mark.empty()) {
        return fmt::format("{} bears no mark: no run is unfinished here\n", base::quote(path));
    }
    return fmt::format("{} bears the mark of an unfinished run: {}\n'permap status' with its file "
                       "or id says more\n",
                       base::quote(path), base::escape(mark));
}

base::Result<std::string> report(const std::string& what) {
    const base::Result<std::string> path = mapper::find_run(what);
    if (path) {
        const base::Result<mapper::RunFile> run =
            mapper::RunFile::open(*path, base::OpenMode::read);
        if (run) {
            return describe(*run);
        }
        const std::string under_way = say_under_way(*path); // its plan is being made
        return under_way.empty()
                   ? base::Result<std::string>(tl::unexpected(run.error()))
                   : fmt::format("file     {}\n\n{}\n", base::quote(*path), under_way);
    }
    base::Result<std::string> mark = describe_mark(what);
    const bool is_missing = !mark && mark.error().code == std::errc::no_such_file_or_directory;
    return is_missing ? base::Result<std::string>(tl::unexpected(path.error())) : mark;
}

} // namespace

ExitStatus run_status(Arguments arguments) {
    std::string what;
    CLI::App app("Say where a run stands and how to go on.", "permap status");
    app.add_option("RUN|PATH", what, "a run file, the id of a run, or a converted directory")
        ->required();
    if (const std::optional<int> status = parse(app, std::move(arguments))) {
        return static_cast<ExitStatus>(*status);
    }
    const base::Result<std::string> text = report(what);
    if (!text) {
        return fail_usage(text.error());
    }
    return print(*text);
}

} // namespace permap::cli
