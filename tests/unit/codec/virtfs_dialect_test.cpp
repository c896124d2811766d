// SPDX-License-Identifier: Apache-2.0
// Trees that QEMU filled on another platform: read, and rewritten as Linux writes them.
#include "codec/conversion.hpp"
#include "codec/little_endian.hpp"
#include "codec/virtfs_dialect.hpp"
#include "tests/support/codec_generators.hpp"

#include <gtest/gtest.h>
#include <sys/sysmacros.h>

namespace permap::codec {
namespace {

using tests::facts_of;

Facts stored(const std::string& mode, const std::string& rdev = {}) {
    Facts facts;
    facts.state.attributes.set("user.virtfs.uid", put_le32(1000));
    facts.state.attributes.set("user.virtfs.gid", put_le32(1001));
    facts.state.attributes.set("user.virtfs.mode", mode);
    if (!rdev.empty()) {
        facts.state.attributes.set("user.virtfs.rdev", rdev);
    }
    return facts;
}

std::string reversed(std::string bytes) {
    return {bytes.rbegin(), bytes.rend()};
}

TEST(Dialect, OfMacOsHasAShortModeAndDevice) {
    const Decoded decoded =
        decode_mapped_xattr(stored(put_le16(0020640), put_le32((8U << 24U) | 0x012345U)));

    EXPECT_TRUE(decoded.has(Oddity::foreign_dialect));
    EXPECT_FALSE(decoded.has(Oddity::corrupt_value));
    EXPECT_EQ(decoded.view.kind, Kind::char_device);
    EXPECT_EQ(decoded.view.mode, 0640U);
    EXPECT_EQ(decoded.view.rdev, makedev(8, 0x12345));
    EXPECT_EQ(decoded.view.uid.value, 1000U);
}

TEST(Dialect, OfFreeBsdHasAShortModeAndALongDevice) {
    // FreeBSD makedev(0x0203, 0x0102): the low bytes in the low half, the rest above
    const std::uint64_t rdev = (0x0200ULL << 32U) | (0x03ULL << 8U) | (0x0100ULL << 24U) | 0x02U;

    const Decoded decoded = decode_mapped_xattr(stored(put_le16(0060660), put_le64(rdev)));

    EXPECT_EQ(decoded.view.kind, Kind::block_device);
    EXPECT_EQ(decoded.view.rdev, makedev(0x0203, 0x0102));
}

TEST(Dialect, OfABigEndianHostHasAllReversed) {
    Facts facts = stored(reversed(put_le32(0060660)), reversed(put_le64(makedev(8, 1))));
    facts.state.attributes.set("user.virtfs.uid", reversed(put_le32(1000)));
    facts.state.attributes.set("user.virtfs.gid", reversed(put_le32(7)));

    const Decoded decoded = decode_mapped_xattr(facts);

    EXPECT_TRUE(decoded.has(Oddity::foreign_dialect));
    EXPECT_EQ(decoded.view.uid.value, 1000U);
    EXPECT_EQ(decoded.view.gid.value, 7U);
    EXPECT_EQ(decoded.view.mode, 0660U);
    EXPECT_EQ(decoded.view.rdev, makedev(8, 1));
}

TEST(Dialect, IsNotSeenInWhatIsPlainlyDamaged) {
    for (const std::string& mode : {put_le32(0), put_le16(0644), put_le32(0100644).substr(0, 3),
                                    std::string(), std::string("x")}) {
        EXPECT_FALSE(to_linux_dialect(stored(mode).state.attributes)) << mode.size();
    }
    EXPECT_FALSE(to_linux_dialect(stored(put_le32(0100644)).state.attributes));
}

TEST(Dialect, BeforeQemu015EndsLinksWithANul) {
    Facts facts = stored(put_le32(0120777));
    facts.state.content = std::string("target\0", 7);

    const Decoded decoded = decode_mapped_xattr(facts);

    EXPECT_EQ(decoded.view.link, "target");
    EXPECT_TRUE(decoded.has(Oddity::foreign_dialect));
    facts.state.content = std::string("a\0\0", 3);
    EXPECT_EQ(decode_mapped_xattr(facts).view.link, std::string("a\0", 2)) << "exactly one";
}

TEST(Dialect, IsRewrittenByAConversionToTheSameModel) {
    const Model& model = *find_model("mapped-xattr");
    const Conversion same = {.from = model, .to = model, .policy = {}};
    const Facts facts = stored(put_le16(0100640));

    const DiskState wanted = wanted_state(same, facts, model.decode(facts).view);

    EXPECT_EQ(*wanted.attributes.find("user.virtfs.mode"), put_le32(0100640));
    EXPECT_FALSE(model.decode(facts_of(wanted)).has(Oddity::foreign_dialect));
}

} // namespace
} // namespace permap::codec
