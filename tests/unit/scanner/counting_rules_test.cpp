// SPDX-License-Identifier: Apache-2.0
// Rules that speak of an id once: what they count, and what they say of the counts.
#include "codec/posix_acl.hpp"
#include "scanner/counted_id.hpp"
#include "scanner/identities.hpp"
#include "tests/unit/scanner/rule_case.hpp"

#include <map>
#include <ostream>
#include <utility>
#include <vector>

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

constexpr const char* kMissing = "id-missing-in-guest";
constexpr const char* kConflict = "id-name-conflict";

using People = std::vector<std::pair<std::string, std::uint32_t>>; ///< users and their ids

Accounts accounts_of(const People& people) {
    Accounts accounts;
    for (const auto& [name, id] : people) {
        accounts.add({.name = name, .id = id, .group = 0, .home = {}});
    }
    return accounts;
}

/// Users of both sides; the guest has group 100 only.
Identities identities_of(const People& host, const People& guest) {
    Identities identities;
    identities.host_users = KnownIds(accounts_of(host), {}, nullptr);
    identities.guest_users = accounts_of(guest);
    identities.guest_groups = accounts_of({{"users", 100}});
    return identities;
}

TEST(IdMissingInGuest, CountsWhatTheGuestSeesAndDoesNotKnow) {
    const Identities who = identities_of({}, {{"alice", 1000}});

    EXPECT_THAT(counted_by(kMissing, file(0600).owner(1000, 100).among(who)), IsEmpty());
    EXPECT_THAT(counted_by(kMissing, file(0600).owner(1001, 101).among(who)),
                ElementsAre(Pair(IdKey{IdKind::user, 1001}, Matches::yes),
                            Pair(IdKey{IdKind::group, 101}, Matches::yes)));
    EXPECT_THAT(counted_by(kMissing, file(0600).owner(1001, 101)), IsEmpty()) << "not asked";
}

TEST(IdMissingInGuest, JudgesTheStoredIdsOfAMappedTree) {
    const Identities who = identities_of({}, {{"alice", 1000}});
    Sample sample = file(0600).owner(64055, 64055).mapped().among(who);
    sample.attribute("user.virtfs.uid", std::string("\xe8\x03\0\0", 4));
    sample.attribute("user.virtfs.gid", std::string("\x65\0\0\0", 4));

    EXPECT_THAT(counted_by(kMissing, sample),
                ElementsAre(Pair(IdKey{IdKind::group, 101}, Matches::yes)));
}

TEST(IdMissingInGuest, CountsWhomAnAclNames) {
    const Identities who = identities_of({}, {{"alice", 1000}});
    const codec::Acl acl = {
        {codec::AclTag::user_obj, 6, codec::kNoId},  {codec::AclTag::user, 6, 7},
        {codec::AclTag::group_obj, 4, codec::kNoId}, {codec::AclTag::group, 4, 8},
        {codec::AclTag::mask, 6, codec::kNoId},      {codec::AclTag::other, 0, codec::kNoId}};
    const Sample sample = file(0660).owner(1000, 100).among(who).attribute(
        codec::kAclAccess, codec::serialize_acl(acl));

    EXPECT_THAT(counted_by(kMissing, sample),
                ElementsAre(Pair(IdKey{IdKind::user, 7}, Matches::yes),
                            Pair(IdKey{IdKind::group, 8}, Matches::yes)));
}

TEST(IdMissingInGuest, SaysHowManyEntriesHaveIt) {
    EXPECT_EQ(message_of(kMissing, *said_of(kMissing, {IdKind::group, 7}, 1, 1)),
              "gid 7 does not exist in the guest; one entry has it, this one");
    EXPECT_EQ(message_of(kMissing, *said_of(kMissing, {IdKind::user, 7}, 3, 3)),
              "uid 7 does not exist in the guest; 3 entries have it, this one first");
}

/// What a file of user 5 amounts to among these people.
struct ConflictRow {
    const char* name;
    People host;
    People guest;
    const char* said; ///< after "uid 5 is "; null: no conflict
};

void PrintTo(const ConflictRow& row, std::ostream* out) {
    *out << row.name;
}

class IdNameConflict : public testing::TestWithParam<ConflictRow> {};

TEST_P(IdNameConflict, SaysBothNamesAndTheMap) {
    const Identities who = identities_of(GetParam().host, GetParam().guest);
    const IdKey five = {IdKind::user, 5};
    const bool is_counted =
        counted_by(kConflict, file(0600).owner(5, 100).among(who)).contains(five);
    const std::optional<Hit> hit = said_of(kConflict, five, 2, 2, &who);

    EXPECT_EQ(is_counted, GetParam().said != nullptr);
    EXPECT_EQ(hit ? message_of(kConflict, *hit) : "",
              GetParam().said == nullptr ? "" : std::string("uid 5 is ") + GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, IdNameConflict,
    testing::Values(
        ConflictRow{"Agree", {{"a", 5}}, {{"a", 5}}, nullptr},
        ConflictRow{"AgreeByAnAlias", {{"a", 5}, {"b", 5}}, {{"b", 5}}, nullptr},
        ConflictRow{"NobodyAnywhere", {{"a", 6}}, {{"b", 7}}, nullptr},
        ConflictRow{"OnlyOnHost", {{"a", 5}}, {{"b", 6}}, nullptr},
        ConflictRow{"OnlyInGuest", {{"b", 6}}, {{"a", 5}}, nullptr},
        ConflictRow{"TwoNames",
                    {{"a", 5}},
                    {{"b", 5}},
                    "'a' on the host and 'b' in the guest; 2 entries have it, this one first"},
        ConflictRow{"OtherId",
                    {{"a", 5}},
                    {{"a", 6}},
                    "'a' on the host and nobody in the guest, where 'a' is 6; 2 entries have it, "
                    "this one first; --map u:5:6:1"},
        ConflictRow{"OtherIdOnHost",
                    {{"a", 6}},
                    {{"a", 5}},
                    "nobody on the host and 'a' in the guest, and 'a' is 6 on the host; 2 entries "
                    "have it, this one first"},
        ConflictRow{"Swapped",
                    {{"a", 5}, {"b", 6}},
                    {{"b", 5}, {"a", 6}},
                    "'a' on the host and 'b' in the guest, where 'a' is 6, and 'b' is 6 on the "
                    "host; 2 entries have it, this one first; --map u:5:6:1"},
        ConflictRow{"SecondIdOfAName",
                    {{"a", 4}, {"a", 5}},
                    {{"a", 6}},
                    "'a' on the host and nobody in the guest, where 'a' is 6; 2 entries have it, "
                    "this one first"}),
    [](const testing::TestParamInfo<ConflictRow>& row) { return row.param.name; });

TEST(IdNameConflicts, AreNoneInAMappedTreeAndWithoutTheGuestsFiles) {
    const Identities who = identities_of({{"a", 5}}, {{"b", 5}});
    Identities host_only = identities_of({{"a", 5}}, {});
    host_only.guest_users.reset();

    EXPECT_THAT(counted_by(kConflict, file(0600).owner(5, 100).mapped().among(who)), IsEmpty());
    EXPECT_THAT(counted_by(kConflict, file(0600).owner(5, 100).among(host_only)), IsEmpty());
}

} // namespace
} // namespace permap::scanner
