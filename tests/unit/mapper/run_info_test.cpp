// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_info.hpp"

#include "tests/support/codec_generators.hpp"
#include "tests/support/result_matchers.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace permap::mapper {
namespace {

using tests::FailsSaying;
using tests::Succeeds;

RunInfo sample() {
    return {.id = "0123456789abcdef",
            .version = "1.2.3",
            .created = 1700000000,
            .root = "/srv/share",
            .root_identity = {.inode = {.inode = std::numeric_limits<std::uint64_t>::max(),
                                        .birth = {.seconds = -5, .nanoseconds = 999999999}},
                              .volume = "00ab-02"},
            .from = "passthrough",
            .to = "mapped-xattr",
            .policy = {.uid = codec::HostUid{64055},
                       .gid = codec::HostGid{4294967294U},
                       .file_mode = 0640,
                       .directory_mode = 0750},
            .allowed = {"lossy", "setuid-file"},
            .temporary_prefix = ".permap-x-",
            .counts = {.entries = 1000000000000, .to_change = 7, .left_alone = 3},
            .plan_digest = "12-00ab"};
}

TEST(RunInfo, ReadsBackWhatWasWritten) {
    const RunInfo info = sample();

    const base::Result<RunInfo> read = parse_run_info(to_json(info));

    ASSERT_THAT(read, Succeeds());
    EXPECT_EQ(read->id, info.id);
    EXPECT_EQ(read->version, info.version);
    EXPECT_EQ(read->created, info.created);
    EXPECT_EQ(read->root, info.root);
    EXPECT_EQ(read->root_identity.inode, info.root_identity.inode);
    EXPECT_EQ(read->root_identity.volume, info.root_identity.volume);
    EXPECT_EQ(read->from, info.from);
    EXPECT_EQ(read->to, info.to);
    EXPECT_EQ(read->policy.uid, info.policy.uid);
    EXPECT_EQ(read->policy.gid, info.policy.gid);
    EXPECT_EQ(read->policy.file_mode, info.policy.file_mode);
    EXPECT_EQ(read->policy.directory_mode, info.policy.directory_mode);
    EXPECT_EQ(read->allowed, info.allowed);
    EXPECT_EQ(read->temporary_prefix, info.temporary_prefix);
    EXPECT_EQ(read->counts, info.counts);
    EXPECT_EQ(read->plan_digest, info.plan_digest);
}

TEST(RunInfo, KeepsARootThatIsNotUtf8) {
    RunInfo info = sample();
    info.root = "/srv/\xFF\xFE\x80\x01\"\\";

    const base::Result<RunInfo> read = parse_run_info(to_json(info));

    ASSERT_THAT(read, Succeeds());
    EXPECT_EQ(read->root, info.root);
}

RC_GTEST_PROP(RunInfo, KeepsAnyRoot, ()) {
    RunInfo info = sample();
    info.root = *tests::any_bytes(60);

    const base::Result<RunInfo> read = parse_run_info(to_json(info));

    RC_ASSERT(read.has_value());
    RC_ASSERT(read->root == info.root);
}

TEST(RunInfo, NamesTheVersionThatWroteAnother) {
    std::string text = to_json(sample());
    text.replace(text.find("\"schema\":3"), 10, "\"schema\":9");

    EXPECT_THAT(parse_run_info(text),
                FailsSaying("written by another version of permap (" + sample().version + ")"));
}

TEST(RunInfo, IsRefusedWhenDamaged) {
    for (const char* const text :
         {"", "{", "[]", "null", "{\"schema\":1}", "{\"schema\":3}", "{\"schema\":\"1\"}"}) {
        EXPECT_FALSE(parse_run_info(text)) << text;
    }
    std::string odd = to_json(sample());
    odd.replace(odd.find("\"/srv/share\""), 12, "{\"bytes\":[\"a\"]}");
    EXPECT_THAT(parse_run_info(odd), FailsSaying("damaged"));
}

TEST(RunInfo, IsRefusedWhereANumberDoesNotFit) {
    for (const char* const uid : {"4294967296", "-1", "1.5", "64E055", "\"64055\""}) {
        std::string text = to_json(sample());
        text.replace(text.find("64055"), 5, uid);

        EXPECT_THAT(parse_run_info(text), FailsSaying("damaged")) << uid;
    }
}

TEST(RunState, HasAWordForEach) {
    for (int i = 0; i <= static_cast<int>(RunState::undone); ++i) {
        const auto state = static_cast<RunState>(i);
        EXPECT_EQ(parse_run_state(to_text(state)), state);
    }
    EXPECT_EQ(parse_run_state("Planned"), std::nullopt);
}

} // namespace
} // namespace permap::mapper
