// SPDX-License-Identifier: Apache-2.0
// Counting below directories in which others may replace names, and which those are.
#include "scanner/replaceable.hpp"

#include "tests/unit/scanner/rule_case.hpp"

#include <utility>

#include <gmock/gmock.h>

namespace permap::scanner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// Path and count of each finding, in the order of arrival.
struct Recorder final : FindingSink {
    std::vector<std::pair<std::string, std::string>> found;
    void add(Finding finding) override {
        found.emplace_back(finding.path, finding.evidence.back().second);
    }
};

std::shared_ptr<Replaceable> make(std::string path, std::shared_ptr<Replaceable> outer,
                                  FindingSink& sink) {
    Finding finding;
    finding.path = std::move(path);
    return std::make_shared<Replaceable>(std::move(finding), std::move(outer), sink);
}

TEST(Replaceable, SaysItselfWhenNobodyIsBelowAnyMore) {
    Recorder sink;
    auto outer = make("a", nullptr, sink);
    auto inner = make("a/b/c", outer, sink);
    outer->count(3);
    inner->count(2);

    outer.reset();
    EXPECT_THAT(sink.found, IsEmpty()) << "the inner one is below";
    inner.reset();
    EXPECT_THAT(sink.found, ElementsAre(Pair("a/b/c", "2"), Pair("a", "5")));
}

TEST(Replaceable, EndsWithoutRecursionHoweverDeep) {
    Recorder sink;
    std::shared_ptr<Replaceable> deepest = make("a", nullptr, sink);
    for (int level = 0; level < 300'000; ++level) {
        deepest = make("a/b", std::move(deepest), sink);
    }

    deepest.reset(); // 8 MiB of stack would not do for a frame a level

    EXPECT_THAT(sink.found, IsEmpty());
}

TEST(Replaceable, IsSilentWhereNothingIsBelow) {
    Recorder sink;
    make("a", nullptr, sink).reset();

    EXPECT_THAT(sink.found, IsEmpty());
}

TEST(Replaceable, IsTheRootToo) {
    Recorder sink;
    auto root = make(".", nullptr, sink);
    auto inner = make("a/b", root, sink);
    auto deepest = make("a/b/c", inner, sink);
    deepest->count(1);

    root.reset();
    inner.reset();
    deepest.reset();
    EXPECT_THAT(sink.found, ElementsAre(Pair("a/b/c", "1"), Pair("a/b", "1"), Pair(".", "1")));
}

TEST(Replaceable, GoesManyDirectoriesDeep) {
    Recorder sink;
    std::string path = "d";
    std::shared_ptr<Replaceable> last = make(path, nullptr, sink);
    for (int i = 1; i < 1000; ++i) {
        path += "/d";
        last->count(1);
        last = make(path, last, sink);
    }

    last.reset();
    ASSERT_EQ(sink.found.size(), 999U);
    EXPECT_THAT(sink.found.back(), Pair("d", "999"));
    EXPECT_EQ(sink.found.front().first.size(), path.size() - 2);
}

class FindReplaceable : public testing::TestWithParam<RuleCase> {};

TEST_P(FindReplaceable, AsksWhoMayReplaceNames) {
    const Sample& sample = GetParam().sample;
    const codec::Decoded decoded = sample.share.model->decode(sample.facts);
    const std::optional<Hit> hit = find_replaceable(
        {.facts = sample.facts, .decoded = decoded, .reach = sample.reach, .share = sample.share},
        sample.reach);

    EXPECT_EQ(hit ? std::optional(hit->severity) : std::nullopt, GetParam().expected);
}

constexpr const char* kReplaceable = "replaceable-path";

INSTANTIATE_TEST_SUITE_P(
    Table, FindReplaceable,
    testing::Values(
        RuleCase{"Open", kReplaceable, directory(0777), Severity::high},
        RuleCase{"OpenToGuests", kReplaceable, directory(0777).reached_by(false, true),
                 Severity::high},
        RuleCase{"OpenToNoGuestOfMapped", kReplaceable,
                 directory(0777).mapped().reached_by(false, true), kNone},
        RuleCase{"OutOfReach", kReplaceable, directory(0777).reached_by(false, false), kNone},
        RuleCase{"Sticky", kReplaceable, directory(01777), kNone},
        RuleCase{"WithoutSearch", kReplaceable, directory(0772), kNone},
        RuleCase{"GroupOnly", kReplaceable, directory(0775), kNone},
        RuleCase{"File", kReplaceable, file(0777), kNone},
        RuleCase{"OwnerInPassthrough", kReplaceable, directory(0755), kNone},
        RuleCase{"UnrelatedOwner", kReplaceable, directory(0755).mapped(), Severity::high},
        RuleCase{"QemuUser", kReplaceable, directory(0755).owner(64055, 0).mapped(), kNone},
        RuleCase{"Root", kReplaceable, directory(0755).owner(0, 0).mapped(), kNone},
        RuleCase{"UnrelatedOwnerOutOfReach", kReplaceable,
                 directory(0755).mapped().reached_by(false, true), kNone}),
    name_of);

} // namespace
} // namespace permap::scanner
