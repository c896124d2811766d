// SPDX-License-Identifier: Apache-2.0
#include "scanner/compare_manifests.hpp"

#include "scanner/rule.hpp"
#include "tests/support/result_matchers.hpp"

#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace permap::scanner {
namespace {

using codec::ManifestEntry;
using codec::ManifestField;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using tests::Succeeds;

class DriftRecorder final : public FindingSink {
public:
    void add(Finding finding) override {
        found.push_back(fmt::format("{} {}", finding.rule->id, finding.path));
    }
    std::vector<std::string> found;
};

/// Path and inode; without an inode none is known.
ManifestEntry entry_at(const std::string& path, std::uint64_t inode = 0,
                       codec::Kind kind = codec::Kind::file) {
    ManifestEntry entry;
    entry.path = path;
    entry.kind = kind;
    entry.identity.inode = inode;
    entry.known = {ManifestField::kind, ManifestField::mode};
    if (inode != 0) {
        entry.known.add(ManifestField::inode);
    }
    return entry;
}

void add_all(ManifestSpool& spool, const std::vector<ManifestEntry>& entries) {
    ManifestFeed feed(spool);
    for (const ManifestEntry& entry : entries) {
        feed.add(entry);
    }
}

std::vector<std::string> compare_paths(const std::vector<ManifestEntry>& was,
                                       const std::vector<ManifestEntry>& is,
                                       const std::vector<std::string>& excludes = {}) {
    auto old = ManifestSpool::create();
    auto now = ManifestSpool::create();
    add_all(*old, was);
    add_all(*now, is);
    DriftRecorder recorder;
    EXPECT_THAT(compare_manifests(*old, *now, Excludes::parse(excludes).value(), recorder),
                Succeeds());
    return recorder.found;
}

TEST(CompareManifests, FindsWhatCameAndWhatWent) {
    EXPECT_THAT(compare_paths({entry_at("a"), entry_at("b"), entry_at("d/e")},
                              {entry_at("b"), entry_at("c"), entry_at("d")}),
                UnorderedElementsAre("entry-removed a", "entry-added c", "entry-added d",
                                     "entry-removed d/e"));
}

TEST(CompareManifests, KnowsARenamedEntryByItsInode) {
    EXPECT_THAT(
        compare_paths({entry_at("a", 1), entry_at("b", 2)}, {entry_at("b", 2), entry_at("c", 1)}),
        UnorderedElementsAre("entry-renamed c"));
}

TEST(CompareManifests, TakesAReusedInodeOfAnotherKindForNew) {
    EXPECT_THAT(compare_paths({entry_at("a", 1)}, {entry_at("c", 1, codec::Kind::fifo)}),
                UnorderedElementsAre("entry-removed a", "entry-added c"));
}

TEST(CompareManifests, TakesAReusedInodeOfAnotherBirthForNew) {
    ManifestEntry root = entry_at(".", 9);
    ManifestEntry was = entry_at("a", 1);
    ManifestEntry is = entry_at("c", 1);
    for (ManifestEntry* const born : {&root, &was}) {
        born->identity.birth = {5, 0};
    }
    is.identity.birth = {6, 0};

    EXPECT_THAT(compare_paths({root, was}, {root, is}),
                UnorderedElementsAre("entry-removed a", "entry-added c"));
}

TEST(CompareManifests, SaysOnceThatADirectoryWasRenamed) {
    constexpr auto kDirectory = codec::Kind::directory;
    EXPECT_THAT(
        compare_paths({entry_at("a", 1, kDirectory), entry_at("a/x", 2), entry_at("a/y", 3)},
                      {entry_at("b", 1, kDirectory), entry_at("b/x", 2), entry_at("b/z", 3)}),
        UnorderedElementsAre("entry-renamed b", "entry-renamed b/z"));
}

TEST(CompareManifests, ComparesWhatWasRenamed) {
    ManifestEntry is = entry_at("c", 1);
    is.mode = 0002;

    EXPECT_THAT(compare_paths({entry_at("a", 1)}, {is}),
                UnorderedElementsAre("entry-renamed c", "mode-widened c"));
}

TEST(CompareManifests, LetsWhatIsOptionalOrLeftOutBeMissing) {
    ManifestEntry optional = entry_at("a");
    optional.is_optional = true;

    EXPECT_THAT(
        compare_paths({optional, entry_at("cache"), entry_at("cache/x"), entry_at("x/cache")}, {},
                      {"cache"}),
        IsEmpty());
}

} // namespace
} // namespace permap::scanner
