// SPDX-License-Identifier: Apache-2.0
#include "cli/tree_source.hpp"

#include "base/quote.hpp"
#include "scanner/audit.hpp"
#include "scanner/tar_visit.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace permap::cli {

void add_root_tar_option(CLI::App& app, std::string& file) {
    app.add_option("--root-tar", file,
                   "instead of PATH: a tar of a whole tree, such as an exported container image; "
                   "it is not unpacked")
        ->type_name("FILE");
}

void add_options(CLI::App& app, SourceOptions& options) {
    app.add_option("PATH", options.path, "the directory");
    add_root_tar_option(app, options.root_tar);
}

base::Result<TreeSource> open_source(const SourceOptions& options, base::Safety safety,
                                     scanner::CrossDevices cross, const std::atomic<bool>& stop) {
    if (options.path.empty() == options.root_tar.empty()) {
        return base::fail_because(options.path.empty()
                                      ? "no PATH given: name the directory, or a tar of it with "
                                        "--root-tar FILE"
                                      : "PATH and --root-tar are two trees: give one of them");
    }
    TreeSource source;
    if (options.root_tar.empty()) {
        source.name = options.path;
        PERMAP_TRY_ASSIGN(source.root, open_to_read(options.path, safety, cross));
    } else {
        source.name = options.root_tar;
        PERMAP_TRY_ASSIGN(source.tar, scanner::read_tar(options.root_tar, stop));
    }
    return source;
}

base::Result<const codec::Model*> settle_model(const TreeSource& source,
                                               const codec::Model* named) {
    if (source.root) {
        return settle_model(*source.root, named);
    }
    if (named != nullptr && named->keeps_files) {
        return base::fail_because("in a tar the metadata files of this model are not read: unpack "
                                  "it");
    }
    if (named == nullptr && scanner::holds_metadata(source.tar->tree)) {
        return base::fail_because("it holds metadata: say how it is exported with --model");
    }
    return named != nullptr ? named : &codec::models().front();
}

RootNames names_of(const TreeSource& source) {
    return source.root ? RootNames{source.name, source.root->real_path} : RootNames{"/", "/"};
}

std::string safety_of(const TreeSource& source) {
    return source.root ? base::to_text(source.root->level) : std::string();
}

std::vector<const scanner::Rule*> judged_in(const TreeSource& source,
                                            std::span<const scanner::Rule* const> audited,
                                            const scanner::Identities& who) {
    return source.tar ? scanner::judged_in_tar(audited, &who)
                      : std::vector(audited.begin(), audited.end());
}

void add_not_judged(const TreeSource& source, std::span<const scanner::Rule* const> enabled,
                    const scanner::Identities& who, report::Summary& summary) {
    const std::vector<const scanner::Rule*> audited = scanner::audited(enabled);
    const std::vector<const scanner::Rule*> judged = judged_in(source, audited, who);
    std::string rules;
    for (const scanner::Rule* const rule : audited) {
        if (std::ranges::count(judged, rule) == 0) {
            rules += fmt::format("{}{}", rules.empty() ? "" : ", ", rule->id);
        }
    }
    if (!rules.empty()) {
        summary.remarks.push_back(
            fmt::format("{}: a tar says nothing of mounts, servers, other names of an inode or, "
                        "unless --host-files or --guest-root does, accounts. Not looked for: {}.",
                        base::quote(source.name), rules));
    }
}

void read_manifest(const TreeSource& source, const scanner::Excludes& excludes,
                   const scanner::SnapshotRequest& request, scanner::ManifestSpool& into,
                   Session& session, report::Summary& summary) {
    session.reporter().begin_root(source.name);
    for (const scanner::Problem& problem : source.tar->problems) {
        report_problem(session, problem);
    }
    const scanner::TarCounts counts =
        scanner::snapshot_tar(source.tar->tree, request, excludes, into);
    summary.entries += counts.entries;
    summary.directories += counts.directories;
}

} // namespace permap::cli
