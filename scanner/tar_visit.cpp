// SPDX-License-Identifier: Apache-2.0
#include "scanner/tar_visit.hpp"

#include "scanner/entry_checks.hpp"

#include <algorithm>
#include <utility>

namespace permap::scanner {
namespace {

std::string_view parent_in(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view(".") : path.substr(0, slash);
}

/// The facts as the walk of an unpacked tree reads them, and what the model makes of them: contents
/// belong to stand-ins alone.
std::pair<codec::Facts, codec::Decoded> decode(const codec::Facts& inode,
                                               const codec::Model& model) {
    codec::Facts facts = inode;
    if (facts.state.kind != codec::Kind::file) {
        codec::Decoded decoded = model.decode(facts);
        return {std::move(facts), std::move(decoded)};
    }
    std::string content = std::exchange(facts.state.content, {});
    codec::Decoded decoded = model.decode(facts);
    if (decoded.view.kind != codec::Kind::file && !content.empty()) {
        facts.state.content = std::move(content);
        decoded = model.decode(facts);
    }
    return {std::move(facts), std::move(decoded)};
}

/// Who gets into the directories of a tar, from the top down.
class TarReach {
public:
    [[nodiscard]] const Reach& of(const std::string& path) const {
        std::string_view above = path == "." ? std::string_view() : parent_in(path);
        while (!above.empty()) {
            if (const auto at = inside_.find(above); at != inside_.end()) {
                return at->second;
            }
            above = above == "." ? std::string_view() : parent_in(above);
        }
        return root_;
    }

    void enter(const std::string& path, const codec::DiskState& directory) {
        inside_.emplace(path, inside(of(path), directory.mode, directory.uid, path));
    }

private:
    Reach root_;
    std::map<std::string, Reach, std::less<>> inside_;
};

} // namespace

TarCounts snapshot_tar(const TarTree& tree, const SnapshotRequest& request,
                       const Excludes& excludes, ManifestSpool& into) {
    TarCounts counts;
    for (const auto& [path, inode] : tree) {
        if (excludes.leaves_out(path, inode->state.kind)) {
            continue;
        }
        const auto [facts, decoded] = decode(*inode, *request.model);
        codec::ManifestEntry entry = request.view == SnapshotView::host
                                         ? codec::manifest_of_host(path, facts)
                                         : codec::manifest_of_guest(path, facts, decoded.view);
        entry.known.remove(codec::ManifestField::inode);
        into.add({&entry, 1});
        ++counts.entries;
        counts.directories += facts.state.kind == codec::Kind::directory ? 1 : 0;
    }
    return counts;
}

void audit_tar(const TarTree& tree, const codec::Model& model, std::span<const Rule* const> enabled,
               const Excludes& excludes, FindingSink& sink) {
    const Share share = {.model = &model};
    const EntryChecks checks(enabled);
    TarReach reach; // parents come before what is in them
    for (const auto& [path, inode] : tree) {
        if (excludes.leaves_out(path, inode->state.kind)) {
            continue;
        }
        const auto [facts, decoded] = decode(*inode, model);
        const std::size_t slash = path.rfind('/');
        const Examined examined = {.facts = facts,
                                   .decoded = decoded,
                                   .reach = reach.of(path),
                                   .share = share,
                                   .is_root = path == ".",
                                   .name = slash == std::string::npos
                                               ? std::string_view(path)
                                               : std::string_view(path).substr(slash + 1)};
        add_findings(checks.run(examined), path, examined, sink);
        if (facts.state.kind == codec::Kind::directory) {
            reach.enter(path, facts.state);
        }
    }
}

bool holds_metadata(const TarTree& tree) {
    return std::ranges::any_of(tree, [](const auto& named) {
        return codec::has_metadata(named.second->state.attributes);
    });
}

} // namespace permap::scanner
