// SPDX-License-Identifier: Apache-2.0
// Rules that speak of an id once: what they count, and what they say of the counts.
#include "scanner/counted_id.hpp"
#include "scanner/identities.hpp"
#include "tests/unit/scanner/rule_case.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

using codec::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

struct Recorder final : IdCounter {
    std::map<IdKey, Matches> counted;
    void count(IdKey id, Matches matches) override { counted[id] = matches; }
};

std::map<IdKey, Matches> counted_by(const char* rule, const Sample& sample) {
    const codec::Decoded decoded = sample.share.model->decode(sample.facts);
    const Examined entry = {.facts = sample.facts,
                            .decoded = decoded,
                            .reach = sample.reach,
                            .share = sample.share,
                            .identities = sample.identities};
    Recorder recorder;
    find_rule(rule)->count(entry, recorder);
    return recorder.counted;
}

std::optional<Hit> said_of(const char* rule, IdKey key, std::uint64_t matching,
                           std::uint64_t entries, const Identities* identities = nullptr) {
    return find_rule(rule)->check_count(
        {.key = key, .entries = entries, .matching = matching, .example = {}}, identities);
}

std::string message_of(const char* rule, const Hit& hit) {
    const Finding finding = make_finding(*find_rule(rule), hit, "x", {}, {}, false);
    return finding.rule->message(finding);
}

constexpr const char* kUmask = "umask-zero-pattern";
constexpr IdKey kUser1000 = {IdKind::user, 1000};

TEST(UmaskZero, CountsFilesAndDirectoriesOfEachOwner) {
    const auto matches = [](const Sample& sample) { return counted_by(kUmask, sample); };

    EXPECT_THAT(matches(file(0666)), ElementsAre(Pair(kUser1000, Matches::yes)));
    EXPECT_THAT(matches(file(0777)), ElementsAre(Pair(kUser1000, Matches::yes)));
    EXPECT_THAT(matches(directory(0777)), ElementsAre(Pair(kUser1000, Matches::yes)));
    EXPECT_THAT(matches(directory(02777)), ElementsAre(Pair(kUser1000, Matches::yes)));
    EXPECT_THAT(matches(directory(01777)), ElementsAre(Pair(kUser1000, Matches::no)));
    EXPECT_THAT(matches(directory(0666)), ElementsAre(Pair(kUser1000, Matches::no)));
    EXPECT_THAT(matches(file(0646)), ElementsAre(Pair(kUser1000, Matches::no)));
    EXPECT_THAT(matches(file(04777)), ElementsAre(Pair(kUser1000, Matches::no)));
    EXPECT_THAT(matches(Sample().kind(Kind::symlink).mode(0777)), IsEmpty());
    EXPECT_THAT(matches(Sample().kind(Kind::socket).mode(0777)), IsEmpty());
}

TEST(UmaskZero, SpeaksOfTwentyThatAreMoreThanHalf) {
    EXPECT_FALSE(said_of(kUmask, kUser1000, 19, 19));
    EXPECT_FALSE(said_of(kUmask, kUser1000, 20, 40));
    ASSERT_TRUE(said_of(kUmask, kUser1000, 20, 39));
    EXPECT_EQ(said_of(kUmask, kUser1000, 20, 39)->severity, Severity::info);
    EXPECT_EQ(message_of(kUmask, *said_of(kUmask, kUser1000, 20, 39)),
              "20 of the 39 files and directories of uid 1000 have mode 0666 or 0777, this one "
              "first");
}

} // namespace
} // namespace permap::scanner
