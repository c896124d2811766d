// SPDX-License-Identifier: Apache-2.0
#include "mapper/blockers.hpp"

#include "scanner/rule.hpp"
#include "tests/support/codec_generators.hpp"

#include <functional>
#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::mapper {
namespace {

using codec::DiskState;
using codec::Facts;
using codec::GuestView;
using codec::Kind;
using codec::Oddity;

/// An entry on its way between two models, spoilt by a row.
struct Sample {
    Facts facts;
    codec::Decoded decoded;
    const char* from = "passthrough";
    const char* to = "mapped-xattr";
    Caller caller = {.uid = codec::HostUid{1000}, .groups = {codec::HostGid{1000}}};
    Limits limits = {};
    std::size_t other_attribute_bytes = 0;
    bool has_listener = false;

    /// As the planner goes about it: decode, then whatever the row adds, then encode.
    [[nodiscard]] std::vector<Blocker> blockers() const {
        const codec::HostPolicy policy = {.uid = codec::HostUid{1000}, .gid = codec::HostGid{1000}};
        const DiskState wanted = codec::find_model(to)->encode(decoded.view, policy);
        return find_blockers({.facts = facts,
                              .decoded = decoded,
                              .wanted = wanted,
                              .from = *codec::find_model(from),
                              .to = *codec::find_model(to),
                              .caller = caller,
                              .limits = limits,
                              .other_attribute_bytes = other_attribute_bytes,
                              .has_listener = has_listener});
    }

    Sample& back() {
        from = "mapped-xattr";
        to = "passthrough";
        return *this;
    }
    Sample& view(Kind kind, std::uint32_t mode) {
        decoded.view.kind = kind;
        decoded.view.mode = mode;
        return *this;
    }
    Sample& link(std::string text) {
        decoded.view.link = std::move(text);
        return view(Kind::symlink, 0777);
    }
    Sample& odd(Oddity oddity) {
        decoded.oddities.push_back(oddity);
        return *this;
    }
    Sample& capable() {
        facts.state.attributes.set(codec::kCapability, "cap");
        return *this;
    }
    Sample& owned_by(std::uint32_t uid, std::uint32_t gid = 1000) {
        facts.state.uid = codec::HostUid{uid};
        facts.state.gid = codec::HostGid{gid};
        return *this;
    }
    Sample& unprivileged() {
        caller.may.may_change_any = false;
        return *this;
    }
    Sample& flags(std::uint32_t bits) {
        facts.state.flags = bits;
        return *this;
    }
};

struct BlockerRow {
    const char* name;
    Sample sample;
    const char* rule; ///< "": none
    Treatment treatment = Treatment::report;
};

void PrintTo(const BlockerRow& row, std::ostream* out) {
    *out << row.name;
}

class BlockerTable : public testing::TestWithParam<BlockerRow> {};

TEST_P(BlockerTable, FindsWhatStandsInTheWay) {
    const std::vector<Blocker> found = GetParam().sample.blockers();

    const bool is_blocked = *GetParam().rule != '\0';
    ASSERT_EQ(found.size(), is_blocked ? 1U : 0U);
    if (is_blocked) {
        EXPECT_EQ(found.front().rule, GetParam().rule);
        EXPECT_EQ(found.front().treatment, GetParam().treatment);
        EXPECT_NE(scanner::find_rule(found.front().rule), nullptr) << "it can be explained";
    }
}

INSTANTIATE_TEST_SUITE_P(
    ToMapped, BlockerTable,
    testing::Values(
        BlockerRow{"PlainFile", Sample{}, ""},
        BlockerRow{"Device", Sample{}.view(Kind::char_device, 0666), ""},
        BlockerRow{"Setuid", Sample{}.view(Kind::file, 04755), ""},
        BlockerRow{"Immutable", Sample{}.flags(codec::kImmutable), "immutable", Treatment::go_on},
        BlockerRow{"AppendOnly", Sample{}.flags(codec::kAppendOnly), "immutable", Treatment::go_on},
        BlockerRow{"Capability", Sample{}.capable(), ""}, // counted by LossTally
        BlockerRow{"ForeignFile", Sample{}.owned_by(7).unprivileged(), "missing-privilege",
                   Treatment::leave},
        BlockerRow{"OwnFile", Sample{}.owned_by(1000).unprivileged(), ""},
        BlockerRow{"OwnFileOfAForeignGroup", Sample{}.owned_by(1000, 7).unprivileged(),
                   "missing-privilege", Treatment::leave}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    ToPassthrough, BlockerTable,
    testing::Values(BlockerRow{"PlainFile", Sample{}.back(), ""},
                    BlockerRow{"Device", Sample{}.back().view(Kind::block_device, 0600),
                               "device-node", Treatment::go_on},
                    BlockerRow{"Fifo", Sample{}.back().view(Kind::fifo, 0600), ""},
                    BlockerRow{"Setuid", Sample{}.back().view(Kind::file, 04755), "setuid-file",
                               Treatment::go_on},
                    BlockerRow{"Setgid", Sample{}.back().view(Kind::file, 02755), "setgid-file",
                               Treatment::go_on},
                    BlockerRow{"MandatoryLocking", Sample{}.back().view(Kind::file, 02644), ""},
                    BlockerRow{"SetgidDirectory", Sample{}.back().view(Kind::directory, 02755), ""},
                    BlockerRow{"Capability", Sample{}.back().capable(), "file-capability",
                               Treatment::go_on},
                    BlockerRow{"Corrupt", Sample{}.back().odd(Oddity::corrupt_value),
                               "mapped-corrupt", Treatment::go_on},
                    BlockerRow{"CorruptAcl", Sample{}.back().odd(Oddity::corrupt_acl),
                               "mapped-corrupt", Treatment::go_on},
                    BlockerRow{"ImmutableStandIn",
                               Sample{}.back().view(Kind::fifo, 0600).flags(codec::kImmutable),
                               "immutable", Treatment::leave},
                    BlockerRow{"NoId", Sample{}.back().odd(Oddity::unusable_id), "mapped-corrupt",
                               Treatment::go_on},
                    BlockerRow{"WrongType", Sample{}.back().odd(Oddity::type_mismatch),
                               "mapped-type-mismatch", Treatment::go_on},
                    BlockerRow{"LongestLink", Sample{}.back().link(std::string(4095, 'x')), ""},
                    BlockerRow{"LinkTooLong", Sample{}.back().link(std::string(4096, 'x')),
                               "symlink-too-long", Treatment::leave},
                    BlockerRow{"EmptyLink", Sample{}.back().link(""), "symlink-unrepresentable",
                               Treatment::leave},
                    BlockerRow{"LinkWithNul", Sample{}.back().link(std::string("a\0b", 3)),
                               "symlink-unrepresentable", Treatment::leave},
                    BlockerRow{"StandInContent",
                               Sample{}.back().view(Kind::fifo, 0600).odd(Oddity::stand_in_content),
                               "lossy", Treatment::leave}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(FindBlockers, KnowsThatOnlyRootPutsCapabilitiesBack) {
    const Sample sample = Sample{}.owned_by(1000).capable().unprivileged();

    EXPECT_THAT(sample.blockers(),
                testing::ElementsAre(testing::Field(&Blocker::rule, "missing-privilege")));
}

TEST(FindBlockers, NamesAllThatApply) {
    const Sample sample =
        Sample{}.back().view(Kind::file, 06755).capable().flags(codec::kImmutable);

    EXPECT_THAT(sample.blockers(),
                testing::ElementsAre(testing::Field(&Blocker::rule, "immutable"),
                                     testing::Field(&Blocker::rule, "setuid-file"),
                                     testing::Field(&Blocker::rule, "setgid-file"),
                                     testing::Field(&Blocker::rule, "file-capability")));
}

} // namespace
} // namespace permap::mapper
