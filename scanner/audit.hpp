// SPDX-License-Identifier: Apache-2.0
// Audit: the visitor that runs the enabled rules over every entry, and the look at a root that says
// what the tree seems to be. Both only read.
#pragma once

#include "scanner/devices_below.hpp"
#include "scanner/entrances.hpp"
#include "scanner/entry_checks.hpp"
#include "scanner/hard_links.hpp"
#include "scanner/replaceable.hpp"
#include "scanner/surroundings.hpp"
#include "scanner/tree_counts.hpp"
#include "scanner/walker.hpp"

#include <atomic>
#include <vector>

namespace permap::scanner {

/// Hears of findings and problems; called from many threads.
class AuditListener {
public:
    virtual ~AuditListener() = default;
    virtual void finding(Finding finding) = 0;
    virtual void problem(Problem problem) = 0;
};

struct AuditRequest {
    Share share;
    std::vector<const Rule*> enabled; ///< in the order of rules()
    Severity least = Severity::info;  ///< what is less severe is not reported
    bool has_user_attributes = true;  ///< of the file system under the root
    Surroundings around = {};         ///< of the root
    Reach reach = {};                 ///< of the root itself
    Entrances entrances = {};         ///< other ways into the tree
    /// Outlives the audit. Null: rules about ids are silent.
    const Identities* identities = nullptr;
    CrossDevices cross_devices = CrossDevices::no; ///< of the walk that it visits
};

class Audit final : public Visitor, private FindingSink {
public:
    /// Both outlive the audit.
    Audit(const AuditRequest& request, AuditListener& listener);

    void visit_root(const Directory& root, Entry& entry) override;
    void visit(const Directory& directory, int dirfd, std::span<Entry> entries) override;
    void problem(Problem problem) override;
    bool partly_read(Problem problem) override;

    /// After the walk: what only the whole tree shows.
    void finish();

    /// Entries that carry metadata of any model.
    [[nodiscard]] std::uint64_t with_metadata() const { return with_metadata_; }
    /// After the walk: sentences about what was not counted.
    [[nodiscard]] std::vector<std::string> remarks() const { return counts_.remarks(); }

private:
    void add(Finding finding) override;
    void examine_surroundings(const codec::Facts& root);
    /// What begin_replaceable says of a directory that is descended into; else null.
    [[nodiscard]] std::shared_ptr<Replaceable>
    examine(const Directory& directory, int dirfd, const Entry& entry, TreeCounts::Batch& counts);
    /// Where others may replace what is below a directory, this begins to count it. `is_primary`:
    /// no other rule has fired for the directory.
    [[nodiscard]] std::shared_ptr<Replaceable>
    begin_replaceable(const Directory& directory, const Examined& examined, bool is_primary);
    [[nodiscard]] std::optional<std::string> read_head(const Directory& directory, int dirfd,
                                                       const Entry& entry);
    void raise_devices();
    void raise(std::string_view rule, std::string path, const codec::Facts& facts,
               std::vector<std::pair<std::string, std::string>> evidence);

    const AuditRequest& request_;
    AuditListener& listener_;
    EntryChecks checks_;
    const Rule* replaceable_rule_ = nullptr;        ///< where enabled
    std::shared_ptr<Replaceable> replaceable_root_; ///< set before the walk, null after it
    std::vector<const Rule*> head_rules_; ///< the enabled ones that may ask for first bytes
    HardLinks links_;
    TreeCounts counts_;
    codec::Facts root_;                   ///< set before the walk, read-only during
    std::optional<DevicesBelow> devices_; ///< likewise, with a lock of its own
    std::atomic<std::uint64_t> with_metadata_{0};
};

/// Those of the rules that an audit looks for; others are for conversions, shares, baselines.
[[nodiscard]] std::vector<const Rule*> audited(std::span<const Rule* const> rules);

/// What a tree looks like from its root and the entries directly in it. A guest can fake it.
struct Looks {
    const codec::Model* model = nullptr; ///< never null
    std::uint64_t looked_at = 0;
    std::uint64_t with_metadata = 0; ///< of that model; of any where it has none
    /// Of mapped-file, which a single mkdir makes: not enough to look like it.
    bool has_metadata_directory = false;
};

[[nodiscard]] base::Result<Looks> look_at_root(const base::FsReader& reader, int root);

/// Whether the file system takes user attributes, by the errno of a read; nothing is written.
[[nodiscard]] bool has_user_attributes(const base::FsReader& reader, int fd);

} // namespace permap::scanner
