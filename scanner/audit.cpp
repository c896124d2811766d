// SPDX-License-Identifier: Apache-2.0
#include "scanner/audit.hpp"

#include "codec/metadata_file.hpp"
#include "codec/virtfs_names.hpp"
#include "scanner/listing.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <span>

namespace permap::scanner {
namespace {

/// Entries of the root that are looked at to tell the model: one listing buffer has more.
constexpr std::size_t kMostLookedAt = 1000;
constexpr std::size_t kListingSize = std::size_t{64} * 1024;

bool can_carry_metadata(codec::Kind kind) {
    return kind == codec::Kind::file || kind == codec::Kind::directory;
}

bool is_file(const base::Result<base::Stat>& stat) {
    return stat && codec::kind_of(stat->mode) == codec::Kind::file;
}

/// Entries that carry metadata, by model.
struct Tally {
    std::vector<std::string> looked_at; ///< names; the root first
    std::map<const codec::Model*, std::uint64_t> by_model;

    void count(std::string name, const codec::Facts& facts) {
        if (!can_carry_metadata(facts.state.kind)) {
            return;
        }
        looked_at.push_back(std::move(name));
        for (const codec::Model* const model : codec::models_in(facts.state.attributes)) {
            ++by_model[model];
        }
    }

    /// Those that have a file beside them: one directory that any guest can make tells nothing.
    void count_files(const base::FsReader& reader, int root) {
        const codec::Model* const model = codec::model_of_attribute(codec::kMetadataFile);
        std::uint64_t& count = by_model[model];
        count += is_file(reader.stat_at(root, codec::kMetadataRootFileName.data())) ? 1U : 0U;
        const base::Result<base::Fd> files =
            reader.open_directory(root, codec::kMetadataDirectoryName.data());
        if (!files) {
            return;
        }
        for (const std::string& name : std::span(looked_at).subspan(1)) {
            count += is_file(reader.stat_at(files->get(), name.c_str())) ? 1U : 0U;
        }
    }

    /// The model that most entries, and more than half of them, carry metadata of.
    [[nodiscard]] Looks conclude() const {
        Looks looks = {.model = &codec::models().front(), .looked_at = looked_at.size()};
        for (const codec::Model& model : codec::models()) {
            const auto at = by_model.find(&model);
            if (at != by_model.end() && at->second > looks.with_metadata) {
                looks.with_metadata = at->second;
                looks.model = at->second * 2 > looks.looked_at ? &model : looks.model;
            }
        }
        return looks;
    }
};

/// Rules that the audit raises itself.
constexpr std::array<std::string_view, 5> kRaised = {
    "hard-link-outside", "multi-device", "nested-mount", "socket-in-use", "xattr-unsupported"};

} // namespace

std::vector<const Rule*> audited(std::span<const Rule* const> rules) {
    std::vector<const Rule*> looked_for;
    std::ranges::copy_if(rules, std::back_inserter(looked_for), [](const Rule* rule) {
        return rule->check != nullptr || rule->check_root != nullptr ||
               rule->check_count != nullptr || std::ranges::count(kRaised, rule->id) > 0;
    });
    return looked_for;
}

Audit::Audit(const AuditRequest& request, AuditListener& listener)
    : request_(request), listener_(listener), checks_(request.enabled),
      links_(request.cross_devices == CrossDevices::yes ? HardLinks::Sightings::repeated
                                                        : HardLinks::Sightings::once),
      counts_(request.enabled) {
    std::ranges::copy_if(request.enabled, std::back_inserter(head_rules_),
                         [](const Rule* rule) { return rule->asks_for_head != nullptr; });
    const Rule* const rule = find_rule("replaceable-path");
    replaceable_rule_ = std::ranges::count(request.enabled, rule) > 0 ? rule : nullptr;
}

void Audit::visit_root(const Directory& root, Entry& entry) {
    if (!request_.has_user_attributes && !request_.share.model->keeps_files) {
        raise("xattr-unsupported", ".", entry.facts, {});
    }
    root_ = entry.facts;
    devices_.emplace(request_.around, root_.device);
    examine_surroundings(entry.facts);
    TreeCounts::Batch counts = counts_.begin();
    replaceable_root_ = examine(root, -1, entry, counts);
    counts_.merge(counts, [&](std::string_view name) { return root.path_of(name); });
}

void Audit::examine_surroundings(const codec::Facts& root) {
    for (const Rule* const rule : request_.enabled) {
        if (rule->check_root == nullptr) {
            continue;
        }
        for (Hit& hit : rule->check_root(request_.around, request_.share)) {
            add(make_finding(*rule, std::move(hit), ".", root, {}, false));
        }
    }
}

void Audit::visit(const Directory& directory, int dirfd, std::span<Entry> entries) {
    const auto excluded = std::ranges::count_if(entries, &Entry::is_excluded);
    const std::shared_ptr<Replaceable>& own = directory.reach().replaceable;
    if (const auto& counted = own ? own : replaceable_root_) {
        counted->count(entries.size() - static_cast<std::size_t>(excluded));
    }
    TreeCounts::Batch counts = counts_.begin();
    for (Entry& entry : entries) {
        if (entry.is_excluded) {
            continue;
        }
        if (devices_->may_begin_at(entry)) {
            devices_->add(entry, directory.path_of(entry.name));
        }
        if (entry.is_mount_point) {
            raise("nested-mount", directory.path_of(entry.name), entry.facts, {});
            continue;
        }
        entry.entrance = find_entrance(request_.entrances, entry.facts);
        entry.replaceable = examine(directory, dirfd, entry, counts);
    }
    counts_.merge(counts, [&](std::string_view name) { return directory.path_of(name); });
}

std::shared_ptr<Replaceable> Audit::begin_replaceable(const Directory& directory,
                                                      const Examined& examined, bool is_primary) {
    const Reach& reach = examined.is_root ? request_.reach : examined.reach;
    std::optional<Hit> hit = find_replaceable(examined, reach);
    if (!hit) {
        return nullptr;
    }
    Finding finding =
        make_finding(*replaceable_rule_, std::move(*hit), directory.path_of(examined.name),
                     examined.facts, reach, guests_count(request_.share));
    finding.is_primary = is_primary;
    FindingSink& sink = *this;
    const std::shared_ptr<Replaceable>& own = directory.reach().replaceable;
    return std::make_shared<Replaceable>(std::move(finding), own ? own : replaceable_root_, sink);
}

std::optional<std::string> Audit::read_head(const Directory& directory, int dirfd,
                                            const Entry& entry) {
    const bool is_wanted =
        entry.facts.state.kind == codec::Kind::file &&
        std::ranges::any_of(head_rules_, [&](const Rule* rule) {
            return rule->asks_for_head(entry.name, entry.facts.state, directory.name());
        });
    if (!is_wanted) {
        return std::nullopt;
    }
    base::Result<std::string> head =
        read_head_of(directory.reader(), dirfd, entry.name.c_str(), kLongestHead);
    if (!head) {
        problem({directory.path_of(entry.name), std::move(head).error()});
        return std::nullopt;
    }
    return std::move(*head);
}

std::shared_ptr<Replaceable> Audit::examine(const Directory& directory, int dirfd,
                                            const Entry& entry, TreeCounts::Batch& counts) {
    const codec::Facts& facts = entry.facts;
    if (has_other_names(facts)) {
        links_.add(facts, directory.path_of(entry.name));
    }
    if (codec::has_metadata(facts.state.attributes)) {
        with_metadata_.fetch_add(1, std::memory_order_relaxed);
    }
    codec::Decoded decoded = request_.share.model->decode(facts);
    if (entry.has_gaps) {
        decoded.oddities.clear(); // what could not be read is not missing
    }
    if (facts.state.kind == codec::Kind::socket &&
        has_listener(request_.around, directory.path_of(entry.name))) {
        raise("socket-in-use", directory.path_of(entry.name), facts, {});
    }
    const std::optional<std::string> head = read_head(directory, dirfd, entry);
    const std::optional<Reach> by_both =
        entry.entrance == nullptr ? std::nullopt
                                  : std::optional(either(directory.reach(), *entry.entrance));
    const Examined examined = {.facts = facts,
                               .decoded = decoded,
                               .reach = by_both ? *by_both : directory.reach(),
                               .share = request_.share,
                               .is_root = entry.name == ".",
                               .name = entry.name,
                               .head = head,
                               .directory = directory.name(),
                               .identities = request_.identities};
    counts.add(examined);
    std::vector<RuleHit> hits = checks_.run(examined);
    const bool is_first = hits.empty() || hits.front().hit.severity < request_.least;
    if (!is_first) {
        add_findings(std::move(hits), directory.path_of(entry.name), examined, *this);
    }
    const bool may_be_replaceable = replaceable_rule_ != nullptr && entry.directory_id != 0;
    return may_be_replaceable ? begin_replaceable(directory, examined, is_first) : nullptr;
}

void Audit::raise(std::string_view rule, std::string path, const codec::Facts& facts,
                  std::vector<std::pair<std::string, std::string>> evidence) {
    const Rule* const found = find_rule(rule);
    if (std::ranges::find(request_.enabled, found) == request_.enabled.end()) {
        return;
    }
    add(make_default_finding(*found, std::move(path), facts, std::move(evidence)));
}

void Audit::add(Finding finding) {
    if (finding.severity >= request_.least) {
        listener_.finding(std::move(finding));
    }
}

bool Audit::partly_read(Problem problem) {
    this->problem(std::move(problem));
    return true;
}

void Audit::problem(Problem problem) {
    listener_.problem(std::move(problem));
}

void Audit::raise_devices() {
    if (!devices_ || devices_->found().empty()) {
        return;
    }
    std::vector<std::string> paths;
    for (const auto& [device, path] : devices_->found()) {
        paths.push_back(path);
    }
    raise("multi-device", ".", root_,
          {{"file systems below", std::to_string(paths.size())},
           {"first", *std::ranges::min_element(paths)}});
}

void Audit::finish() {
    replaceable_root_.reset();
    counts_.add_findings(request_.identities, *this);
    raise_devices();
    for (const HardLinks::Outside& link : links_.take_outside()) {
        raise("hard-link-outside", link.path, link.facts(),
              {{"names", std::to_string(link.nlink)}, {"seen", std::to_string(link.seen)}});
    }
}

base::Result<Looks> look_at_root(const base::FsReader& reader, int root) {
    Tally tally;
    codec::Facts own;
    base::Result<void> read = read_facts_into(own, reader, root);
    if (!read && own.identity.inode == 0) {
        return tl::unexpected(std::move(read).error());
    }
    if (!read) { // the walk reports it
        std::ignore = add_known_attributes(own, reader, root, ".");
    }
    tally.count(".", own);

    PERMAP_TRY_ASSIGN(const base::Fd fd, reader.open_directory(root, "."));
    std::vector<char> buffer(kListingSize);
    PERMAP_TRY_ASSIGN(const std::size_t got, reader.read_entries(fd.get(), buffer));
    for_each_listed(std::span(buffer).first(got), [&](const Listed& listed) {
        if (tally.looked_at.size() >= kMostLookedAt || codec::is_reserved_name(listed.name)) {
            return;
        }
        const base::Result<codec::Facts> facts =
            read_facts(reader, root, listed.name.data(), ReadLinks::no);
        if (facts) {
            tally.count(std::string(listed.name), *facts);
        }
    });
    tally.count_files(reader, root);
    Looks looks = tally.conclude();
    const auto files = reader.stat_at(root, codec::kMetadataDirectoryName.data()); // a literal
    looks.has_metadata_directory = files && codec::kind_of(files->mode) == codec::Kind::directory;
    return looks;
}

bool has_user_attributes(const base::FsReader& reader, int fd) {
    const auto value = reader.get_xattr_fd(fd, codec::kVirtfsUid.data()); // a literal
    return value || value.error().code != std::errc::operation_not_supported;
}

} // namespace permap::scanner
