// SPDX-License-Identifier: Apache-2.0
#include "scanner/manifest_spool.hpp"

#include "tests/support/result_matchers.hpp"

#include <algorithm>
#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using tests::Succeeds;

std::vector<codec::ManifestEntry> entries_of(const std::vector<std::string>& paths) {
    std::vector<codec::ManifestEntry> entries;
    for (const std::string& path : paths) {
        entries.emplace_back();
        entries.back().path = path;
    }
    return entries;
}

std::vector<std::string> paths_of(ManifestSpool& spool) {
    std::vector<std::string> paths;
    for (;;) {
        const base::Result<std::optional<codec::ManifestEntry>> entry = spool.next();
        EXPECT_THAT(entry, Succeeds());
        if (!entry || !*entry) {
            break;
        }
        paths.push_back((*entry)->path);
    }
    return paths;
}

TEST(ManifestSpool, OrdersBatchesOfOneDirectoryAmongThemselves) {
    auto spool = ManifestSpool::create();
    ASSERT_THAT(spool, Succeeds());
    spool->add(entries_of({"a/x", "a/b"}));
    spool->add(entries_of({"."}));
    spool->add(entries_of({"a", "c"}));
    spool->add(entries_of({"a/m", "a/a"}));
    spool->add(entries_of({"a/b/c"}));

    EXPECT_THAT(paths_of(*spool), ElementsAre(".", "a", "c", "a/a", "a/b", "a/m", "a/x", "a/b/c"));
}

TEST(ManifestSpool, OrdersManyBatchesInAnyOrder) {
    std::vector<std::string> paths;
    for (int i = 0; i < 5000; ++i) {
        paths.push_back(fmt::format("directory/{:04}", i));
    }
    std::vector<std::string> shuffled = paths;
    std::ranges::shuffle(shuffled, std::mt19937(7)); // NOLINT(cert-msc*): the same each time
    auto spool = ManifestSpool::create();
    for (std::size_t at = 0; at < shuffled.size(); at += 700) {
        const auto end =
            shuffled.begin() + std::min<std::ptrdiff_t>(5000, std::ptrdiff_t(at) + 700);
        spool->add(entries_of({shuffled.begin() + std::ptrdiff_t(at), end}));
    }

    EXPECT_EQ(paths_of(*spool), paths);
}

} // namespace
} // namespace permap::scanner
