// SPDX-License-Identifier: Apache-2.0
#include "scanner/tar_visit.hpp"

#include "scanner/entry_checks.hpp"
#include "scanner/identities.hpp"
#include "scanner/replaceable.hpp"
#include "scanner/tree_counts.hpp"

#include <algorithm>
#include <iterator>
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

/// What the directories of a tar mean for what is in them, from the top down.
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

    void enter(const std::string& path, const codec::DiskState& directory,
               const std::shared_ptr<Replaceable>& replaceable) {
        Reach within = inside(of(path), directory.mode, directory.uid, path);
        within.replaceable = replaceable ? replaceable : of(path).replaceable;
        inside_.emplace(path, std::move(within));
    }

private:
    Reach root_;
    std::map<std::string, Reach, std::less<>> inside_;
};

class TarAuditor final : private FindingSink {
public:
    TarAuditor(const TarAudit& request, FindingSink& sink)
        : request_(request), sink_(sink), checks_(request.enabled), counts_(request.enabled),
          has_replaceable_(std::ranges::count(request.enabled, replaceable_rule()) > 0) {}

    /// Parents come before what is in them.
    void examine(const std::string& path, const codec::Facts& inode);
    /// After the last entry.
    void finish() {
        reach_.reset();
        counts_.add_findings(request_.identities, *this);
    }

private:
    static const Rule* replaceable_rule() { return find_rule("replaceable-path"); }
    void add(Finding finding) override {
        if (finding.severity >= request_.least) {
            sink_.add(std::move(finding));
        }
    }
    [[nodiscard]] std::shared_ptr<Replaceable>
    begin_replaceable(const std::string& path, const Examined& examined, bool is_primary);

    const TarAudit& request_;
    FindingSink& sink_;
    EntryChecks checks_;
    TreeCounts counts_;
    bool has_replaceable_;
    std::optional<TarReach> reach_ = TarReach(); ///< holds what hands its finding on when it goes
};

std::shared_ptr<Replaceable>
TarAuditor::begin_replaceable(const std::string& path, const Examined& examined, bool is_primary) {
    std::optional<Hit> hit =
        has_replaceable_ ? find_replaceable(examined, examined.reach) : std::nullopt;
    if (!hit) {
        return nullptr;
    }
    Finding finding = make_finding(*replaceable_rule(), std::move(*hit), path, examined.facts,
                                   examined.reach, guests_count(request_.share));
    finding.is_primary = is_primary;
    FindingSink& sink = *this;
    return std::make_shared<Replaceable>(std::move(finding), examined.reach.replaceable, sink);
}

void TarAuditor::examine(const std::string& path, const codec::Facts& inode) {
    const auto [facts, decoded] = decode(inode, *request_.share.model);
    const Reach& reach = reach_->of(path);
    if (reach.replaceable) {
        reach.replaceable->count(1);
    }
    const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
    const bool has_head = facts.state.kind == codec::Kind::file && !inode.state.content.empty();
    const Examined examined = {
        .facts = facts,
        .decoded = decoded,
        .reach = reach,
        .share = request_.share,
        .is_root = path == ".",
        .name = name,
        .head = has_head ? std::optional<std::string_view>(inode.state.content) : std::nullopt,
        .identities = request_.identities};
    TreeCounts::Batch counts = counts_.begin();
    counts.add(examined);
    counts_.merge(counts, [&](std::string_view /*name*/) { return path; });
    std::vector<RuleHit> hits = checks_.run(examined);
    const bool is_first = hits.empty() || hits.front().hit.severity < request_.least;
    add_findings(std::move(hits), path, examined, *this);
    if (facts.state.kind == codec::Kind::directory) {
        reach_->enter(path, facts.state, begin_replaceable(path, examined, is_first));
    }
}

/// Whether there are accounts that a rule about ids could compare with; true for others.
bool has_accounts_for(const Rule& rule, const Identities* who) {
    const bool has_host = who != nullptr && !who->host_users.accounts().all().empty();
    const bool has_guest = knows_guest(who);
    if (rule.id == "unknown-owner" || rule.id == "unknown-group") {
        return has_host;
    }
    if (rule.id == "id-missing-in-guest") {
        return has_guest;
    }
    if (rule.id == "id-name-conflict") {
        return has_host && has_guest;
    }
    return rule.id != "group-writable-broad" || (who != nullptr && !who->broad_groups.empty());
}

} // namespace

TarCounts snapshot_tar(const TarTree& tree, const SnapshotRequest& request,
                       const Excludes& excludes, ManifestSpool& into) {
    TarCounts counts;
    ManifestFeed feed(into);
    for (const auto& [path, inode] : tree) {
        if (excludes.leaves_out(path, inode->state.kind)) {
            continue;
        }
        const auto [facts, decoded] = decode(*inode, *request.model);
        codec::ManifestEntry entry = request.view == SnapshotView::host
                                         ? codec::manifest_of_host(path, facts)
                                         : codec::manifest_of_guest(path, facts, decoded.view);
        entry.known.remove(codec::ManifestField::inode);
        feed.add(entry);
        counts.add(*inode);
    }
    return counts;
}

TarCounts audit_tar(const TarTree& tree, const TarAudit& request, const Excludes& excludes,
                    FindingSink& sink) {
    TarCounts counts;
    TarAuditor auditor(request, sink);
    const auto examine = [&](const std::string& path, const codec::Facts& inode) {
        if (!excludes.leaves_out(path, inode.state.kind)) {
            counts.add(inode);
            auditor.examine(path, inode);
        }
    };
    if (const auto root = tree.find("."); root != tree.end()) {
        examine(root->first, *root->second); // some names come before it
    }
    for (const auto& [path, inode] : tree) {
        if (path != ".") {
            examine(path, *inode);
        }
    }
    auditor.finish();
    return counts;
}

std::vector<const Rule*> judged_in_tar(std::span<const Rule* const> rules, const Identities* who) {
    std::vector<const Rule*> judged;
    std::ranges::copy_if(rules, std::back_inserter(judged), [&](const Rule* rule) {
        const bool needs_no_more = rule->check != nullptr || rule->check_count != nullptr ||
                                   rule->id == "replaceable-path";
        return needs_no_more && has_accounts_for(*rule, who);
    });
    return judged;
}

bool holds_metadata(const TarTree& tree) {
    return std::ranges::any_of(tree, [](const auto& named) {
        return codec::has_metadata(named.second->state.attributes);
    });
}

} // namespace permap::scanner
