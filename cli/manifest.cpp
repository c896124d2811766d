// SPDX-License-Identifier: Apache-2.0
#include "cli/manifest.hpp"

#include "base/linux_fs.hpp"
#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "cli/version.hpp"
#include "scanner/audit.hpp"
#include "scanner/visitor_pair.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace permap::cli {

base::Result<const codec::Model*> settle_model(const base::Root& root, const codec::Model* named) {
    if (named != nullptr) {
        return named;
    }
    PERMAP_TRY_ASSIGN(const scanner::Looks looks,
                      scanner::look_at_root(root.reader(), root.fd.get()));
    if (looks.with_metadata > 0 || looks.has_metadata_directory) {
        return base::fail_because(fmt::format("it holds metadata and looks like {}: say how it is "
                                              "exported with --model",
                                              looks.model->name));
    }
    return looks.model;
}

base::Result<scanner::SnapshotView> parse_view(const std::string& text) {
    if (text != "guest" && text != "host") {
        return base::fail_because("--view takes one of guest, host", text);
    }
    return text == "host" ? scanner::SnapshotView::host : scanner::SnapshotView::guest;
}

const char* to_text(scanner::SnapshotView view) {
    return view == scanner::SnapshotView::host ? "host" : "guest";
}

void report_problem(Session& session, scanner::Problem problem) {
    spdlog::warn("{}, skipping", base::to_text(base::with_path(problem.error, problem.path)));
    session.listener().problem(std::move(problem));
}

void read_manifest(base::Root root, RootWalk walk, const scanner::SnapshotRequest& request,
                   scanner::ManifestSpool& into, Session& session, report::Summary& summary,
                   scanner::Visitor* also) {
    scanner::Snapshot snapshot(request, into, [&](scanner::Problem problem) {
        report_problem(session, std::move(problem));
    });
    walk.model = request.model;
    walk.links = scanner::ReadLinks::yes;
    std::optional<scanner::VisitorPair> both;
    if (also != nullptr) {
        both.emplace(snapshot, *also);
    }
    scanner::Visitor& visitor = both ? static_cast<scanner::Visitor&>(*both) : snapshot;
    const base::Result<scanner::WalkTotals> totals =
        walk_root(std::move(root), walk, visitor, session);
    if (!totals) {
        report_problem(session, {".", totals.error()});
        return;
    }
    add_totals(summary, *totals, walk.name);
    if (snapshot.mount_points() > 0) {
        spdlog::warn("{}: left out where something is mounted, ignoring what is there",
                     base::counted(snapshot.mount_points(), "directory", "directories"));
    }
}

report::Header manifest_header(const std::string& path, const scanner::SnapshotRequest& request) {
    return {.command = "snapshot",
            .roots = {path},
            .model = std::string(request.model->name),
            .safety = {}, // whatever it was, the tree is the same
            .version = kVersion,
            .view = to_text(request.view)};
}

base::Result<std::uint64_t> write_entries(scanner::ManifestSpool& spool, report::Reporter& reporter,
                                          const std::atomic<bool>& stop) {
    spool.rewind();
    std::uint64_t written = 0;
    for (;; ++written) {
        PERMAP_TRY_ASSIGN(const codec::ManifestEntry* const entry, spool.next());
        if (entry == nullptr || reporter.has_failed() || stop) {
            return written;
        }
        reporter.entry(*entry);
    }
}

} // namespace permap::cli
