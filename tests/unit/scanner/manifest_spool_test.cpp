// SPDX-License-Identifier: Apache-2.0
#include "scanner/manifest_spool.hpp"

#include "codec/manifest_order.hpp"
#include "tests/support/result_matchers.hpp"

#include <algorithm>
#include <random>
#include <thread>

#include <csignal>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/resource.h>

namespace permap::scanner {
namespace {

using codec::ManifestEntry;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::Succeeds;

ManifestEntry entry_with(const std::string& path) {
    ManifestEntry entry;
    entry.path = path;
    return entry;
}

void add_paths(ManifestSpool& spool, const std::vector<std::string>& paths) {
    ManifestBatch batch;
    for (const std::string& path : paths) {
        batch.add(entry_with(path));
    }
    spool.add(batch);
}

std::vector<ManifestEntry> entries_out_of(ManifestSpool& spool) {
    std::vector<ManifestEntry> entries;
    for (;;) {
        const base::Result<const ManifestEntry*> entry = spool.next();
        EXPECT_THAT(entry, Succeeds());
        if (!entry || *entry == nullptr) {
            break;
        }
        entries.push_back(**entry);
    }
    return entries;
}

std::vector<std::string> paths_out_of(ManifestSpool& spool) {
    std::vector<std::string> paths;
    for (const ManifestEntry& entry : entries_out_of(spool)) {
        paths.push_back(entry.path);
    }
    return paths;
}

/// The same each time.
void shuffle(std::vector<std::string>& paths) {
    std::ranges::shuffle(paths, std::mt19937(7)); // NOLINT(cert-msc*)
}

void add_in_batches(ManifestSpool& spool, const std::vector<std::string>& paths, std::size_t size) {
    for (std::size_t at = 0; at < paths.size(); at += size) {
        const std::size_t end = std::min(paths.size(), at + size);
        add_paths(spool, {paths.begin() + std::ptrdiff_t(at), paths.begin() + std::ptrdiff_t(end)});
    }
}

TEST(ManifestSpool, OrdersBatchesOfOneDirectoryAmongThemselves) {
    auto spool = ManifestSpool::create();
    ASSERT_THAT(spool, Succeeds());
    add_paths(*spool, {"a/x", "a/b"});
    add_paths(*spool, {"."});
    add_paths(*spool, {"a", "c"});
    add_paths(*spool, {"a/m", "a/a"});
    add_paths(*spool, {"a/b/c"});

    EXPECT_THAT(paths_out_of(*spool),
                ElementsAre(".", "a", "c", "a/a", "a/b", "a/m", "a/x", "a/b/c"));
}

TEST(ManifestSpool, OrdersManyBatchesOfAHugeDirectory) {
    std::vector<std::string> paths;
    for (int i = 0; i < 5000; ++i) {
        paths.push_back(fmt::format("directory/{:04}", i));
    }
    std::vector<std::string> shuffled = paths;
    shuffle(shuffled);
    auto spool = ManifestSpool::create();
    add_in_batches(*spool, shuffled, 700);

    EXPECT_EQ(paths_out_of(*spool), paths);
}

/// Names below and above '/', a newline, the longest name, nothing but bytes that are no text; and
/// directories whose names go on with such.
std::vector<std::string> odd_tree() {
    std::vector<std::string> paths = {"."};
    std::vector<std::string> within = {""};
    for (int level = 0; level < 3; ++level) {
        std::vector<std::string> next;
        for (const std::string& directory : within) {
            for (const char* const name : {"a", "a!", "a\n", "a\x01", "a0", "\xff\xfe", "a.b"}) {
                paths.push_back(directory + name);
                next.push_back(paths.back() + "/");
            }
            paths.push_back(directory + std::string(255, 'n'));
        }
        within = next;
    }
    return paths;
}

TEST(ManifestSpool, OrdersOddNamesAtSeveralLevelsWhateverTheBatches) {
    std::vector<std::string> paths = odd_tree();
    std::vector<std::string> ordered = paths;
    std::ranges::sort(ordered, {}, codec::manifest_key);
    shuffle(paths);
    for (const std::size_t size : {1U, 3U, 64U, 65U, 1000U}) {
        auto spool = ManifestSpool::create();
        add_in_batches(*spool, paths, size);

        EXPECT_EQ(paths_out_of(*spool), ordered) << "batches of " << size;
    }
}

TEST(ManifestSpool, OrdersWhatIsFedDepthFirst) {
    std::vector<std::string> paths = odd_tree();
    for (int i = 0; i < 1000; ++i) {
        paths.push_back(fmt::format("d{:04}", i));
        paths.push_back(fmt::format("d{:04}/x", i));
    }
    std::ranges::sort(paths);
    auto spool = ManifestSpool::create();
    {
        ManifestFeed feed(*spool);
        for (const std::string& path : paths) {
            feed.add(entry_with(path));
        }
    }
    std::ranges::sort(paths, {}, codec::manifest_key);

    EXPECT_EQ(paths_out_of(*spool), paths);
}

TEST(ManifestSpool, OrdersWhatSaysTheSamePathTwice) {
    ManifestEntry open = entry_with("a");
    open.mode = 0777;
    ManifestEntry closed = entry_with("a");
    closed.mode = 0700;
    for (const auto& entries : {std::vector{open, closed}, std::vector{closed, open}}) {
        auto spool = ManifestSpool::create();
        {
            ManifestFeed feed(*spool);
            for (const ManifestEntry& entry : entries) {
                feed.add(entry);
            }
        }

        EXPECT_THAT(entries_out_of(*spool), ElementsAre(closed, open));
    }
}

TEST(ManifestSpool, KeepsAllOfEachEntry) {
    ManifestEntry device = entry_with("d/device");
    device.known = {codec::ManifestField::rdev, codec::ManifestField::nlink};
    device.kind = codec::Kind::block_device;
    device.mode = 07777;
    device.uid = 4294967294;
    device.rdev = 0x123456789;
    device.nlink = 3; // names of one inode
    device.acl = std::string("\0\1", 2);
    device.identity = {.inode = 77, .birth = {-5, 7}};
    ManifestEntry linked = device;
    linked.path = "d/name";
    ManifestEntry link = entry_with("d/link");
    link.kind = codec::Kind::symlink;
    link.link = "to\n";
    link.is_optional = true;
    auto spool = ManifestSpool::create();
    ManifestBatch batch;
    for (const ManifestEntry& entry : {linked, link, device}) {
        batch.add(entry);
    }
    spool->add(batch);

    EXPECT_THAT(entries_out_of(*spool), ElementsAre(device, link, linked));
}

TEST(ManifestSpool, BeginsAgainInTheMidst) {
    auto spool = ManifestSpool::create();
    add_paths(*spool, {"b", "a"});
    add_paths(*spool, {"a/x"});
    EXPECT_THAT(spool->next(), Succeeds());
    spool->rewind();

    EXPECT_THAT(paths_out_of(*spool), ElementsAre("a", "b", "a/x"));
    EXPECT_THAT(paths_out_of(*spool), ElementsAre()); // and stays at its end
}

/// More than is merged ahead of who asks.
std::vector<std::string> many_paths() {
    std::vector<std::string> paths;
    for (int i = 0; i < 20000; ++i) {
        paths.push_back(fmt::format("directory/{:05}", i));
    }
    return paths;
}

TEST(ManifestSpool, BeginsAgainWhileMuchIsStillToCome) {
    auto spool = ManifestSpool::create();
    const std::vector<std::string> paths = many_paths();
    add_in_batches(*spool, paths, 1000);
    EXPECT_THAT(spool->next(), Succeeds());
    spool->rewind();

    EXPECT_EQ(paths_out_of(*spool), paths);
}

TEST(ManifestSpool, GoesWhileMuchIsStillToCome) {
    auto spool = ManifestSpool::create();
    add_in_batches(*spool, many_paths(), 1000);

    EXPECT_THAT(spool->next(), Succeeds());
}

/// No file of this process may grow.
class FullDisk {
public:
    FullDisk() {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit none = {.rlim_cur = 0, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

TEST(ManifestSpool, TellsThatThereIsNoRoomForIt) {
    ManifestEntry large = entry_with("a");
    large.link = std::string(1U << 20U, 'x');
    ManifestBatch batch;
    batch.add(large);
    auto spool = ManifestSpool::create();
    base::Result<const ManifestEntry*> first = nullptr;
    {
        const FullDisk full;
        for (int i = 0; i < 10; ++i) { // more than SQLite keeps in memory
            spool->add(batch);
        }
        first = spool->next();
    }

    ASSERT_FALSE(first.has_value());
    EXPECT_THAT(first.error().operation, HasSubstr("sort in a temporary file"));
}

TEST(ManifestSpool, TakesBatchesFromManyThreads) {
    auto spool = ManifestSpool::create();
    std::vector<std::string> all;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        std::vector<std::string> paths;
        for (int i = 0; i < 500; ++i) {
            paths.push_back(fmt::format("d/{:04}", i * 4 + thread));
        }
        all.insert(all.end(), paths.begin(), paths.end());
        threads.emplace_back([&spool, paths] { add_in_batches(*spool, paths, 90); });
    }
    threads.clear();
    std::ranges::sort(all);

    EXPECT_EQ(paths_out_of(*spool), all);
}

} // namespace
} // namespace permap::scanner
