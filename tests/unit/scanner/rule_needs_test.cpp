// SPDX-License-Identifier: Apache-2.0
// What the rows of rules say their checks need, against what the checks do.
#include "codec/little_endian.hpp"
#include "codec/metadata_file.hpp"
#include "codec/posix_acl.hpp"
#include "tests/unit/scanner/sample.hpp"
#include "tests/unit/scanner/sample_people.hpp"

#include <array>
#include <random>
#include <set>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

constexpr int kSamples = 20'000;

/// Draws entries as rules look at them, odd ones far more often than a tree has them.
class Draw {
public:
    explicit Draw(unsigned seed) : random_(seed) {}

    Sample sample() {
        Sample drawn;
        drawn.share.model = &codec::models()[below(codec::models().size())];
        drawn.share.qemu_major = pick<unsigned>({0, 7, 11});
        if (maybe()) {
            drawn.share.host_uid = codec::HostUid{pick<std::uint32_t>({0, 64055})};
            drawn.share.host_gid = codec::HostGid{64055};
        }
        drawn.kind(static_cast<codec::Kind>(below(7)))
            .mode(maybe() ? pick<std::uint32_t>({0600, 0644, 0700}) : mode())
            .owner(pick<std::uint32_t>({0, 1000, 4242, 64055}),
                   pick<std::uint32_t>({0, 100, 4242, 64055}))
            .flags(pick<std::uint64_t>({0, 0, STATX_ATTR_IMMUTABLE, STATX_ATTR_APPEND}))
            .reached_by(maybe(), maybe())
            .named(pick<const char*>({"x", "id_rsa", ".virtfs_metadata", ".env"}));
        if (maybe()) {
            drawn.among(sample_people());
        }
        if (maybe()) {
            add_attributes(drawn);
        }
        if (maybe()) { // the link of a stand-in, as macOS writes it
            drawn.facts.state.content.assign("to\0", 3);
        }
        add_metadata_facts(drawn.facts);
        return drawn;
    }

private:
    std::size_t below(std::size_t limit) { return random_() % limit; }
    std::uint32_t mode() { return static_cast<std::uint32_t>(below(010000)); }
    bool maybe() { return below(2) == 0; }
    template <typename T>
    T pick(std::initializer_list<T> values) {
        return values.begin()[below(values.size())];
    }

    void add_attributes(Sample& drawn) {
        const codec::Acl acl = {{codec::AclTag::user_obj, 7, codec::kNoId},
                                {codec::AclTag::user, 7, 1001},
                                {codec::AclTag::group_obj, 7, codec::kNoId},
                                {codec::AclTag::mask, 7, codec::kNoId},
                                {codec::AclTag::other, 2, codec::kNoId}};
        const std::string number(pick<std::size_t>({0, 4, 4}), '\0');
        const std::array<std::pair<std::string_view, std::string>, 8> all = {{
            {codec::kAclAccess, codec::serialize_acl(acl)},
            {codec::kAclDefault, codec::serialize_acl(acl)},
            {codec::kCapability, "\1"},
            {"user.virtfs.uid", number},
            {"user.virtfs.gid", number},
            {"user.virtfs.mode", maybe() ? number : codec::put_le32(S_IFLNK | 0777)},
            {"user.rsync.%stat", "100644 0,0 0:0"},
            {"user.containers.override_stat", "0:0:0644"},
        }};
        for (const auto& [name, value] : all) {
            if (below(4) == 0) {
                drawn.attribute(name, value);
            }
        }
    }

    void add_metadata_facts(codec::Facts& facts) {
        if (below(4) == 0) {
            facts.state.attributes.set(pick({codec::kMetadataFile, codec::kMetadataDirectory}),
                                       codec::pack({.mode = pick<std::uint32_t>({0600, 0666}),
                                                    .uid = codec::HostUid{4242},
                                                    .gid = codec::HostGid{4242},
                                                    .text = "virtfs.uid=0\n"}));
            facts.metadata.nlink = static_cast<std::uint32_t>(1 + below(2));
        }
        facts.nlink = static_cast<std::uint32_t>(1 + below(2));
        facts.metadata.is_incomplete = below(8) == 0;
        if (below(8) == 0) {
            facts.metadata.orphans = {"gone"};
        }
    }

    std::mt19937 random_;
};

TEST(RuleNeeds, AreWhatAnEntryMustHaveForTheCheckToFire) {
    Draw draw(1);
    std::set<std::string_view> fired;
    for (int i = 0; i < kSamples; ++i) {
        const Sample sample = draw.sample();
        with_examined(sample, [&](const Examined& entry) {
            for (const Rule& rule : rules()) {
                if (rule.check != nullptr && rule.check(entry)) {
                    fired.insert(rule.id);
                    const std::array<const Rule*, 1> alone = {&rule};
                    EXPECT_EQ(EntryChecks(alone).run(entry).size(), 1U) << rule.id;
                }
            }
        });
        ASSERT_FALSE(HasFailure()) << "sample " << i;
    }
    // A check that never fires proves nothing about what it needs.
    for (const Rule& rule : rules()) {
        EXPECT_TRUE(rule.needs == Trait::none || fired.contains(rule.id)) << rule.id;
    }
}

} // namespace
} // namespace permap::scanner
