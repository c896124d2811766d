// SPDX-License-Identifier: Apache-2.0
// Planner: pass 1 of a conversion. A visitor of the walk that decodes every entry with the source
// model, encodes it with the target model, collects what stands in the way, and hands rows to the
// run file where one is kept. It writes nothing to the tree.
#pragma once

#include "base/file_system.hpp"
#include "base/privileges.hpp"
#include "codec/change.hpp"
#include "codec/conversion.hpp"
#include "mapper/blockers.hpp"
#include "mapper/loss_tally.hpp"
#include "mapper/row_writer.hpp"
#include "scanner/hard_links.hpp"
#include "scanner/rule.hpp"
#include "scanner/surroundings.hpp"
#include "scanner/walker.hpp"

#include <atomic>
#include <set>
#include <string>
#include <vector>

namespace permap::mapper {

/// Hears what planning finds; called from many threads.
class PlanListener {
public:
    virtual ~PlanListener() = default;
    virtual void finding(scanner::Finding finding) = 0;
    virtual void problem(scanner::Problem problem) = 0;
    /// What is going to be done to an entry.
    virtual void change(const std::string& path, const codec::Change& change) = 0;
};

/// What a finding says besides its rule.
using Evidence = decltype(scanner::Hit::evidence);

struct PlanRequest {
    const codec::Model& from;
    const codec::Model& to;
    codec::HostPolicy policy;
    codec::IdMaps maps = {};
    /// Earlier runs that mapped ids of the tree, where these maps would shift them twice.
    std::vector<std::string> mapped_by = {};
    bool keeps_native_symlinks = false;
    std::set<std::string, std::less<>> allowed; ///< ids of rules named by --allow
    Caller caller = {};
    bool has_user_attributes = true; ///< of the file system under the root
    Limits limits = {};              ///< likewise
    base::FreeSpace free = {};       ///< likewise
    scanner::Surroundings around = {};
    /// Metadata cannot be told from what a guest planted: it blocks.
    bool asks_for_model = false;
    bool lists_changes = false; ///< whether the listener hears of each change
};

/// Entries that carry metadata of one model.
struct MetadataFound {
    const codec::Model* model = nullptr;
    std::uint64_t entries = 0;
};

struct PlanTotals {
    std::uint64_t entries = 0;
    std::uint64_t to_change = 0;
    std::uint64_t to_replace = 0; ///< of those, with a new inode
    std::uint64_t left_alone = 0;
    std::uint64_t blocked = 0; ///< blockers that --allow does not name
    std::uint64_t problems = 0;
    std::uint64_t unmapped = 0;          ///< entries with an id that no map covers
    std::uint64_t reversed = 0;          ///< of those, with an id that the maps lead to
    std::vector<MetadataFound> metadata; ///< in the order of codec::models(), none with 0 entries

    /// What the run file keeps of them.
    [[nodiscard]] PlanCounts counts() const {
        return {.entries = entries, .to_change = to_change, .left_alone = left_alone};
    }
};

class Planner final : public scanner::Visitor {
public:
    /// `rows` may be null: nothing is kept. Everything outlives the planner.
    Planner(const PlanRequest& request, const base::FsReader& reader, RowWriter* rows,
            PlanListener& listener);

    void visit_root(const scanner::Directory& root, scanner::Entry& entry) override;
    void visit(const scanner::Directory& directory, int dirfd,
               std::span<scanner::Entry> entries) override;
    void problem(scanner::Problem problem) override;

    /// After the walk: what only the whole tree shows.
    void finish();
    [[nodiscard]] PlanTotals totals() const;

private:
    [[nodiscard]] Record plan(const scanner::Directory& directory, int dirfd,
                              scanner::Entry& entry);
    [[nodiscard]] codec::Decoded decode(const scanner::Directory& directory, int dirfd,
                                        scanner::Entry& entry);
    /// The wanted state, with ids mapped; whether the entry is to be converted.
    [[nodiscard]] bool convert(const scanner::Directory& directory, int dirfd,
                               const scanner::Entry& entry, codec::Decoded& decoded,
                               codec::DiskState& wanted);
    [[nodiscard]] bool pass_blockers(const scanner::Directory& directory,
                                     const scanner::Entry& entry, const Planned& planned,
                                     codec::DiskState& wanted);
    void pass_tree_blockers(const codec::Facts& root);
    [[nodiscard]] std::size_t measure_attributes(int dirfd, const scanner::Entry& entry) const;
    [[nodiscard]] bool is_live_socket(const scanner::Directory& directory,
                                      const scanner::Entry& entry) const;
    void raise_no_space();
    [[nodiscard]] bool bears_mark(int dirfd, const scanner::Entry& entry) const;
    void report_entry(const scanner::Directory& directory, int dirfd, const scanner::Entry& entry,
                      const codec::Decoded& decoded);
    void raise(std::string_view rule, const scanner::Directory& directory,
               const scanner::Entry& entry, bool blocks, Evidence evidence = {});
    /// About something inside the entry, a directory.
    void raise_inside(std::string_view rule, const scanner::Directory& directory,
                      const scanner::Entry& entry, bool blocks, const std::string& inside);
    /// Every finding passes here: those that block are counted.
    void report(scanner::Finding finding, bool blocks);
    /// False for a directory that cannot be given metadata files: a guest laid something there.
    [[nodiscard]] bool has_room_for_metadata(const scanner::Directory& directory, int dirfd,
                                             const scanner::Entry& entry);
    void count_metadata(const codec::Model& model);
    void report_orphans(const scanner::Directory& directory, const scanner::Entry& entry,
                        codec::DiskState& wanted);
    /// Whether it does where it blocks: nothing allows it.
    [[nodiscard]] bool stops(std::string_view rule) const;
    void report_losses();
    void count_change(const scanner::Directory& directory, const Record& record);
    void keep(const scanner::Directory& directory, std::uint64_t directory_id,
              const std::vector<Record>& records);

    const PlanRequest& request_;
    const codec::Conversion conversion_;
    const base::FsReader& reader_;
    RowWriter* rows_;
    PlanListener& listener_;
    scanner::Share share_;
    codec::OwnerChange order_;
    scanner::HardLinks links_;
    LossTally losses_;
    codec::Facts root_; ///< what findings about the whole tree are about
    std::atomic<std::uint64_t> entries_{0};
    std::atomic<std::uint64_t> files_to_make_{0}; ///< metadata files and their directories
    std::atomic<std::uint64_t> to_change_{0};
    std::atomic<std::uint64_t> to_replace_{0};
    std::atomic<std::uint64_t> left_alone_{0};
    std::atomic<std::uint64_t> blocked_{0};
    std::atomic<std::uint64_t> problems_{0};
    std::atomic<std::uint64_t> unmapped_{0};
    std::atomic<std::uint64_t> reversed_{0};
    std::vector<std::atomic<std::uint64_t>> with_metadata_; ///< one for each of codec::models()
};

} // namespace permap::mapper
