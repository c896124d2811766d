// SPDX-License-Identifier: Apache-2.0
#include "scanner/walker.hpp"

#include "codec/metadata_file.hpp"
#include "scanner/listing.hpp"

#include <array>
#include <optional>
#include <variant>

#include <sys/stat.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for_each.h>

namespace permap::scanner {
namespace {

/// One getdents64 buffer: some 1,600 names, the size at which bfs found no more to gain.
constexpr std::size_t kListingSize = std::size_t{64} * 1024;

/// Batches of one directory that may wait for a worker; then its reader examines them itself, so
/// that a flat directory of millions does not pile up in memory.
constexpr int kMostWaitingBatches = 64;

/// A batch ends early when what its entries carry comes to this: attributes are as large as a guest
/// likes, and every visitor makes something of them.
constexpr std::size_t kMostBatchBytes = std::size_t{1024} * 1024;

/// Deeper directories have paths whose length counts as well.
constexpr std::uint32_t kUsualDepth = 64;

std::size_t attribute_bytes(const codec::Facts& facts) {
    std::size_t bytes = 0;
    for (const codec::Attribute& attribute : facts.state.attributes) {
        bytes += attribute.value.size();
    }
    for (const std::string& name : facts.other_attributes) {
        bytes += name.size();
    }
    return bytes;
}

using DirectoryPtr = std::shared_ptr<const Directory>;

struct SubDirectory {
    std::string name;
    std::uint64_t id;
    std::uint32_t mode;
    codec::HostUid owner;
    const Reach* entrance;
    std::shared_ptr<Replaceable> replaceable;
};
using SubDirectories = std::shared_ptr<const std::vector<SubDirectory>>;

/// Part of the sub-directories of one batch, still to be walked.
struct Range {
    DirectoryPtr parent;
    SubDirectories all;
    std::size_t first;
    std::size_t last;
};

/// Records of one directory, still to be examined; the count is shared by its batches.
struct Batch {
    DirectoryPtr directory;
    std::shared_ptr<const std::string> records;
    std::shared_ptr<std::atomic<int>> waiting;
};

/// Two listing buffers of one thread: one being examined, one read ahead.
using Buffers = std::array<std::vector<char>, 2>;

Buffers make_buffers() {
    return {std::vector<char>(kListingSize), std::vector<char>(kListingSize)};
}

using Item = std::variant<Range, Batch>;
using Feeder = tbb::feeder<Item>;

class Walk {
public:
    Walk(Tree& tree, const WalkOptions& options, Visitor& visitor, base::Progress& progress,
         const std::atomic<bool>& stop)
        : reader_(tree.reader), entry_reader_(tree.reader, options.links, options.metadata_files),
          options_(options), visitor_(visitor), progress_(progress), stop_(stop) {}

    base::Result<WalkTotals> run(Tree& tree, base::Fd root, const Reach& above);

private:
    void take(const Item& item, Feeder& feeder);
    void take_range(Range range, Feeder& feeder);
    void walk_directory(const DirectoryPtr& directory, Feeder& feeder);
    void list(const DirectoryPtr& directory, int fd, Feeder& feeder);
    void hand_on(const DirectoryPtr& directory, std::span<const char> records,
                 const std::shared_ptr<std::atomic<int>>& waiting, int fd, Feeder& feeder);
    void examine(const DirectoryPtr& directory, int fd, std::span<const char> records,
                 Feeder& feeder);
    void hand_over(const DirectoryPtr& directory, int fd, std::span<Entry> entries, Feeder& feeder);
    bool examine_entry(const Directory& directory, int fd, const MetadataDirectory* metadata,
                       Entry& entry);
    [[nodiscard]] bool is_boundary(const Directory& directory, const Entry& entry) const;
    void feed_sub_directories(const DirectoryPtr& directory, std::span<const Entry> entries,
                              Feeder& feeder);

    const base::FsReader& reader_;
    EntryReader entry_reader_;
    const WalkOptions& options_;
    Visitor& visitor_;
    base::Progress& progress_;
    const std::atomic<bool>& stop_;
    std::uint64_t root_device_ = 0; ///< set before the walk, read-only during
    tbb::enumerable_thread_specific<Buffers> buffers_{make_buffers};
    std::atomic<std::uint64_t> next_id_{2};
    std::atomic<std::uint64_t> entries_{0};
    std::atomic<std::uint64_t> directories_{0};
    std::atomic<std::uint64_t> vanished_{0};
};

base::Result<WalkTotals> Walk::run(Tree& tree, base::Fd root, const Reach& above) {
    Entry entry = {.name = ".", .facts = {}, .directory_id = 1};
    base::Result<void> read = entry_reader_.read_root(root.get(), entry);
    const bool is_known = read || (entry_reader_.read_root_partly(root.get(), entry) &&
                                   visitor_.partly_read({".", read.error()}));
    if (!is_known) {
        return tl::unexpected(base::with_path(std::move(read).error(), "."));
    }
    root_device_ = entry.facts.device;
    Reach within = inside(above, open_mode(entry.facts.state, options_.broad_groups),
                          entry.facts.state.uid, ".");
    const auto directory = std::make_shared<const Directory>(tree, std::move(root), within);
    visitor_.visit_root(*directory, entry);
    entries_ = 1;

    const auto only = std::make_shared<const std::vector<SubDirectory>>();
    const std::array<Item, 1> first = {Range{directory, only, 0, 0}};
    // Taken out of the task: oneTBB 2021.8 ends the wait before it destroys what a task still
    // holds, and the last directories would count themselves back into a tree that is gone.
    tbb::parallel_for_each(first.begin(), first.end(), [this](Item item, Feeder& feeder) {
        const Item own = std::move(item);
        take(own, feeder);
    });
    return WalkTotals{.entries = entries_,
                      .directories = directories_,
                      .vanished = vanished_,
                      .was_stopped = stop_};
}

void Walk::take(const Item& item, Feeder& feeder) {
    if (stop_.load(std::memory_order_relaxed)) {
        return;
    }
    if (const auto* const range = std::get_if<Range>(&item)) {
        take_range(*range, feeder);
        return;
    }
    const Batch& batch = std::get<Batch>(item);
    const base::Result<SharedFd> fd = batch.directory->open();
    if (fd) {
        examine(batch.directory, (*fd)->get(), *batch.records, feeder);
    } else {
        visitor_.problem({batch.directory->path(), fd.error()});
    }
    batch.waiting->fetch_sub(1);
}

/// Leaves the second half for others until one directory is left, and walks that.
void Walk::take_range(Range range, Feeder& feeder) {
    if (range.all->empty()) {
        walk_directory(range.parent, feeder); // the root, which has no listing to come from
        return;
    }
    while (range.last - range.first > 1) {
        const std::size_t middle = range.first + (range.last - range.first) / 2;
        feeder.add(Range{range.parent, range.all, middle, range.last});
        range.last = middle;
    }
    const SubDirectory& sub = (*range.all)[range.first];
    const Reach above = either(range.parent->reach(), sub.entrance);
    Reach within = inside(above, sub.mode, sub.owner, "");
    if (within.blocked_by != above.blocked_by) {
        within = inside(above, sub.mode, sub.owner, range.parent->path_of(sub.name));
    }
    within.replaceable = sub.replaceable ? sub.replaceable : above.replaceable;
    walk_directory(
        std::make_shared<const Directory>(range.parent, sub.name, sub.id, std::move(within)),
        feeder);
}

void Walk::walk_directory(const DirectoryPtr& directory, Feeder& feeder) {
    const base::Result<SharedFd> fd = directory->open();
    if (!fd) {
        const bool is_gone = fd.error().code == std::errc::no_such_file_or_directory;
        if (is_gone) {
            vanished_.fetch_add(1, std::memory_order_relaxed);
        } else {
            visitor_.problem({directory->path(), fd.error()});
        }
        return;
    }
    directories_.fetch_add(1, std::memory_order_relaxed);
    base::Progress::add(progress_.directories, 1);
    list(directory, (*fd)->get(), feeder);
}

/// Reads one buffer ahead: only a directory with more than one has anything to share out.
void Walk::list(const DirectoryPtr& directory, int fd, Feeder& feeder) {
    const auto waiting = std::make_shared<std::atomic<int>>(0);
    Buffers& buffers = buffers_.local(); // nothing below runs another task on this thread
    std::span<const char> ahead;
    for (std::size_t turn = 0;; turn = 1 - turn) {
        const base::Result<std::size_t> got = reader_.read_entries(fd, buffers[turn]);
        if (!got) {
            visitor_.problem({directory->path(), got.error()});
        }
        if (got.value_or(0) == 0 || stop_.load(std::memory_order_relaxed)) {
            break;
        }
        if (!ahead.empty()) {
            hand_on(directory, ahead, waiting, fd, feeder);
        }
        ahead = std::span(buffers[turn]).first(*got);
    }
    examine(directory, fd, ahead, feeder);
}

void Walk::hand_on(const DirectoryPtr& directory, std::span<const char> records,
                   const std::shared_ptr<std::atomic<int>>& waiting, int fd, Feeder& feeder) {
    if (waiting->load() >= kMostWaitingBatches) {
        examine(directory, fd, records, feeder);
        return;
    }
    waiting->fetch_add(1);
    auto copy = std::make_shared<const std::string>(records.begin(), records.end());
    feeder.add(Batch{directory, std::move(copy), waiting});
}

void Walk::examine(const DirectoryPtr& directory, int fd, std::span<const char> records,
                   Feeder& feeder) {
    const base::Result<std::optional<MetadataDirectory>> metadata = entry_reader_.open_metadata(fd);
    if (!metadata) {
        visitor_.problem({directory->path_of(codec::kMetadataDirectoryName), metadata.error()});
        return;
    }
    const MetadataDirectory* const files = *metadata ? &**metadata : nullptr;
    const std::size_t path_bytes = directory->depth() > kUsualDepth ? directory->path().size() : 0;
    std::size_t bytes = 0;
    std::vector<Entry> entries;
    std::size_t count = 0;
    for_each_listed(records, [&](const Listed&) { ++count; });
    entries.reserve(count);
    for_each_listed(records, [&](const Listed& listed) {
        Entry& entry = entries.emplace_back();
        entry.name = listed.name;
        if (!examine_entry(*directory, fd, files, entry)) {
            entries.pop_back();
            return;
        }
        bytes += path_bytes + attribute_bytes(entry.facts);
        if (bytes > kMostBatchBytes) {
            hand_over(directory, fd, entries, feeder);
            entries.clear();
            bytes = 0;
        }
    });
    hand_over(directory, fd, entries, feeder);
}

void Walk::hand_over(const DirectoryPtr& directory, int fd, std::span<Entry> entries,
                     Feeder& feeder) {
    if (entries.empty()) {
        return;
    }
    entries_.fetch_add(entries.size(), std::memory_order_relaxed);
    base::Progress::add(progress_.entries, entries.size());
    visitor_.visit(*directory, fd, entries);
    feed_sub_directories(directory, entries, feeder);
}

/// Fills in all but the name; false where there is no entry to visit.
bool Walk::examine_entry(const Directory& directory, int fd, const MetadataDirectory* metadata,
                         Entry& entry) {
    base::Result<void> read = entry_reader_.read(fd, metadata, entry);
    if (!read && read.error().code == std::errc::no_such_file_or_directory) {
        vanished_.fetch_add(1, std::memory_order_relaxed);
        return false;
    }
    if (!read) {
        const bool is_partly_read = entry_reader_.read_partly(fd, metadata, entry);
        Problem problem = {directory.path_of(entry.name), std::move(read).error()};
        if (!is_partly_read) {
            visitor_.problem(std::move(problem));
            return false;
        }
        if (!visitor_.partly_read(std::move(problem))) {
            return false;
        }
    }
    if (metadata != nullptr && holds_metadata(entry, directory.parent_id() == 0)) {
        return false;
    }
    entry.is_mount_point = is_boundary(directory, entry);
    entry.is_excluded = options_.excludes.matches(entry.name, entry.facts.state.kind,
                                                  [&] { return directory.path_of(entry.name); });
    const bool descends = entry.facts.state.kind == codec::Kind::directory && !entry.is_excluded &&
                          !entry.is_mount_point;
    entry.directory_id = descends ? next_id_.fetch_add(1, std::memory_order_relaxed) : 0;
    return true;
}

bool Walk::is_boundary(const Directory& directory, const Entry& entry) const {
    if (options_.cross_devices == CrossDevices::yes) {
        return false;
    }
    return entry.facts.device != root_device_ ||
           (entry.facts.attributes & STATX_ATTR_MOUNT_ROOT) != 0 ||
           (!options_.mount_points.empty() &&
            options_.mount_points.contains(directory.path_of(entry.name)));
}

void Walk::feed_sub_directories(const DirectoryPtr& directory, std::span<const Entry> entries,
                                Feeder& feeder) {
    auto all = std::make_shared<std::vector<SubDirectory>>();
    for (const Entry& entry : entries) {
        if (entry.directory_id != 0) {
            all->push_back({entry.name, entry.directory_id,
                            open_mode(entry.facts.state, options_.broad_groups),
                            entry.facts.state.uid, entry.entrance, entry.replaceable});
        }
    }
    if (!all->empty()) {
        const std::size_t count = all->size();
        feeder.add(Range{directory, std::move(all), 0, count});
    }
}

} // namespace

base::Result<WalkTotals> walk(Tree& tree, base::Fd root, const Reach& reach,
                              const WalkOptions& options, Visitor& visitor,
                              base::Progress& progress, const std::atomic<bool>& stop) {
    Walk walk(tree, options, visitor, progress, stop);
    return walk.run(tree, std::move(root), reach);
}

} // namespace permap::scanner
