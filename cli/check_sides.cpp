// SPDX-License-Identifier: Apache-2.0
#include "cli/check_sides.hpp"

#include "base/numbers.hpp"
#include "mapper/run_baseline.hpp"
#include "scanner/audit.hpp"

#include <fmt/format.h>

namespace permap::cli {
namespace {

using scanner::Baseline;
using scanner::BaselineFormat;

/// Its error says what it is about.
template <typename T>
base::Result<T> about(const std::string& path, base::Result<T> result) {
    return std::move(result).map_error(
        [&](base::Error error) { return base::with_path(std::move(error), path); });
}

/// Looks up who is meant in a policy or a baseline: in the guest's files where its view is compared
/// and they were given, else on the host.
scanner::FindId finder(const std::optional<scanner::Accounts>& guest, const scanner::Accounts& host,
                       scanner::SnapshotView view, bool is_other_host,
                       base::Result<std::uint32_t> (*ask)(std::string_view)) {
    const bool is_guest = guest && view == scanner::SnapshotView::guest;
    const scanner::Accounts& known = is_guest ? *guest : host;
    const bool asks = !is_guest && !is_other_host;
    return [&known, asks, ask](const std::string& text) -> base::Result<std::uint32_t> {
        if (const scanner::Account* const account = known.by_name(text)) {
            return account->id;
        }
        return asks ? ask(text) : base::parse_id(text);
    };
}

scanner::FindIds finders(const CheckConfig& config, scanner::SnapshotView view) {
    const scanner::Identities& who = config.identities.identities;
    scanner::FindIds find; // one by one: the analyser loses what a list of them owns
    find.user = finder(who.guest_users, who.host_users.accounts(), view, config.is_other_host,
                       base::find_user);
    find.group = finder(who.guest_groups, who.host_groups.accounts(), view, config.is_other_host,
                        base::find_group);
    return find;
}

base::Result<Baseline> load_baseline(const CheckConfig& config, scanner::ManifestSpool& into) {
    if (config.baseline.empty()) {
        return Baseline();
    }
    PERMAP_TRY_ASSIGN(const BaselineFormat format, scanner::baseline_format(config.baseline));
    if (format != BaselineFormat::run) {
        // Only other programs write names, and they say nothing of a view.
        const auto view = config.view.value_or(scanner::SnapshotRequest().view);
        return scanner::read_baseline(config.baseline, finders(config, view), into);
    }
    if (config.updates) {
        return base::fail_because("is the file of a run: --update writes snapshots only",
                                  config.baseline);
    }
    return mapper::read_run_baseline(config.baseline, into);
}

/// A tree that was converted since its baseline was taken, and is taken for what it was, would have
/// drifted everywhere.
base::Result<void> refuse_converted(const TreeSource& source, const codec::Model& was) {
    if (!source.root || was.storage != codec::Storage::native) {
        return {};
    }
    const base::Root& root = *source.root;
    PERMAP_TRY_ASSIGN(const scanner::Looks looks,
                      scanner::look_at_root(root.reader(), root.fd.get()));
    if (looks.model->storage == codec::Storage::native) {
        return {};
    }
    return base::fail_because(
        fmt::format("it looks like {}, and the baseline was taken of a {} tree: say how it is "
                    "exported now with --model",
                    looks.model->name, was.name),
        source.name);
}

/// What the tree is compared as: what was asked for, else what the baseline says.
base::Result<scanner::SnapshotRequest>
settle_request(const TreeSource& source, const CheckConfig& config, const Baseline& baseline) {
    scanner::SnapshotRequest request;
    request.has_inodes = baseline.has_inodes;
    if (config.view) {
        request.view = *config.view;
    } else if (!baseline.view.empty()) {
        PERMAP_TRY_ASSIGN(request.view, about(config.baseline, parse_view(baseline.view)));
    }
    if (!baseline.view.empty() && baseline.view != to_text(request.view)) {
        return base::fail_because(fmt::format("is of the {}'s view, which --view {} cannot be "
                                              "compared with: leave --view out",
                                              baseline.view, to_text(request.view)),
                                  config.baseline);
    }
    const codec::Model* named = config.model;
    if (named == nullptr && !baseline.model.empty()) {
        PERMAP_TRY_ASSIGN(named, about(config.baseline, resolve_model(baseline.model)));
        if (request.view == scanner::SnapshotView::guest) {
            PERMAP_TRY(refuse_converted(source, *named));
        }
    }
    PERMAP_TRY_ASSIGN(request.model, about(source.name, settle_model(source, named)));
    return request;
}

base::Result<void> look_up_names(CheckConfig& config, scanner::SnapshotView view) {
    if (!config.policy) {
        return {};
    }
    const scanner::FindIds find = finders(config, view);
    return scanner::resolve_names(*config.policy, find.user, find.group);
}

} // namespace

base::Result<CheckSides> load_sides(const TreeSource& source, CheckConfig& config) {
    PERMAP_TRY_ASSIGN(scanner::ManifestSpool was, scanner::ManifestSpool::create());
    PERMAP_TRY_ASSIGN(scanner::ManifestSpool is, scanner::ManifestSpool::create());
    PERMAP_TRY_ASSIGN(scanner::HeldFindings held, scanner::HeldFindings::create());
    PERMAP_TRY_ASSIGN(Baseline baseline, load_baseline(config, was));
    PERMAP_TRY_ASSIGN(const scanner::SnapshotRequest request,
                      settle_request(source, config, baseline));
    PERMAP_TRY(look_up_names(config, request.view));
    PERMAP_TRY_ASSIGN(scanner::Excludes excludes,
                      about(source.name, resolve_excludes(config.excludes, names_of(source))));
    return CheckSides{std::move(was),      std::move(is), std::move(held),
                      std::move(baseline), request,       std::move(excludes)};
}

} // namespace permap::cli
