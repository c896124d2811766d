// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_task.hpp"

#include "base/linux_fs.hpp"
#include "base/quote.hpp"
#include "codec/model.hpp"
#include "mapper/mark.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

namespace permap::mapper {
namespace {

using codec::OwnerChange;
using codec::Storage;

constexpr std::string_view kLinkOutside = "hard-link-outside";

/// Towards a mapped model the owner changes first; away from it, after the attributes.
base::Result<OwnerChange> order_towards(const std::string& model) {
    const codec::Model* const found = codec::find_model(model);
    if (found == nullptr) {
        return base::fail_because(
            fmt::format("the run names a model that is not known here: {}", base::quote(model)));
    }
    return found->storage == Storage::mapped ? OwnerChange::first : OwnerChange::after_attributes;
}

} // namespace

base::Result<Task> make_task(const RunFile& run, const PerformRequest& request) {
    const RunInfo& info = run.info();
    PERMAP_TRY_ASSIGN(const OwnerChange forward, order_towards(info.to));
    PERMAP_TRY_ASSIGN(const OwnerChange backward, order_towards(info.from));
    const bool keeps_files =
        codec::find_model(info.from)->keeps_files || codec::find_model(info.to)->keeps_files;
    return Task{.direction = request.direction,
                .forward = forward,
                .backward = backward,
                .runner = {codec::HostUid{::geteuid()}, codec::HostGid{::getegid()}},
                .temporary_prefix = info.temporary_prefix,
                .overwrites_changed = request.allowed.contains("changed-since"),
                .keeps_files = keeps_files,
                .is_resumed = run.is_half_way(),
                .allows_new_names =
                    request.allowed.contains(kLinkOutside) ||
                    std::ranges::find(info.allowed, kLinkOutside) != info.allowed.end()};
}

base::Result<void> check_root(const base::FsReader& reader, const base::Root& root,
                              const RunFile& run, const PerformRequest& request) {
    PERMAP_TRY_ASSIGN(const RootIdentity found, read_root_identity(reader, root.fd.get()));
    if (!is_same_root(run.info().root_identity, found)) {
        return base::fail_because("is not the directory that was planned: another one has taken "
                                  "its path. Convert it anew",
                                  run.info().root);
    }
    PERMAP_TRY_ASSIGN(const std::string mark, read_mark(reader, root.fd.get()));
    const bool is_other = !mark.empty() && mark.find(run.info().id) == std::string::npos;
    if (is_other && !request.allowed.contains("interrupted-run")) {
        return base::fail_because(fmt::format("bears the mark of another unfinished run ({}): "
                                              "finish or undo that first, or give it up with "
                                              "--allow interrupted-run",
                                              base::escape(mark)),
                                  run.info().root);
    }
    return {};
}

bool changes_nothing(const RunFile& run) {
    return run.info().counts.to_change == 0 && !run.is_half_way();
}

} // namespace permap::mapper
