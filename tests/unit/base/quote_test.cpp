// SPDX-License-Identifier: Apache-2.0
#include "base/quote.hpp"

#include <gtest/gtest.h>

namespace permap::base {
namespace {

TEST(Quote, LeavesOrdinaryNamesAlone) {
    EXPECT_EQ(quote("srv/www-1.2 copy"), "'srv/www-1.2 copy'");
    EXPECT_EQ(quote("\xC3\xA9t\xC3\xA9"), "'\xC3\xA9t\xC3\xA9'");
}

TEST(Quote, EscapesWhatATerminalWouldObey) {
    EXPECT_EQ(quote("a\nb\tc\x1B[31m"), "'a\\nb\\tc\\x1b[31m'");
    EXPECT_EQ(quote("\x7F"), "'\\x7f'");
    EXPECT_EQ(quote("\xC2\x9B"), "'\\u{9b}'");
}

TEST(Quote, EscapesBidirectionalControls) {
    EXPECT_EQ(quote("a\xE2\x80\xAE"
                    "b"),
              "'a\\u{202e}b'");
}

TEST(Quote, EscapesInvalidUtf8ByteByByte) {
    EXPECT_EQ(quote("\xFF\xC0\xAF"), "'\\xff\\xc0\\xaf'");
    EXPECT_EQ(quote("\xED\xA0\x80"), "'\\xed\\xa0\\x80'");
}

TEST(Quote, EscapesItsOwnDelimiters) {
    EXPECT_EQ(quote("it's \\"), "'it\\'s \\\\'");
}

TEST(ToUtf8, ReplacesInvalidBytes) {
    EXPECT_EQ(to_utf8("a\xFF"
                      "b"),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_FALSE(is_utf8("a\xFF"));
    EXPECT_TRUE(is_utf8("\xF0\x9F\x98\x80"));
}

TEST(Base64, MatchesRfc4648Vectors) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, ComesBack) {
    for (const std::string& bytes : {std::string(), std::string("a"), std::string("ab"),
                                     std::string("abc"), std::string("\0\xff\x80z", 4)}) {
        EXPECT_EQ(from_base64(base64(bytes)), bytes);
        EXPECT_EQ(from_hex(hex(bytes)), bytes);
    }
    EXPECT_EQ(from_base64("YQ"), std::nullopt);
    EXPECT_EQ(from_base64("YQ=!"), std::nullopt);
    EXPECT_EQ(from_hex("0"), std::nullopt);
    EXPECT_EQ(from_hex("0g"), std::nullopt);
    EXPECT_EQ(from_hex("FF"), "\xff");
}

TEST(QuoteShort, KeepsBeginningAndEndOfWhatIsTooLong) {
    EXPECT_EQ(quote_short("a/b"), "'a/b'");
    EXPECT_EQ(quote_short(std::string(600, 'x')), quote(std::string(600, 'x')));
    EXPECT_EQ(quote_short("begin/" + std::string(9000, 'x') + "/end"),
              "'begin/" + std::string(294, 'x') + "'...'" + std::string(296, 'x') + "/end'");
}

TEST(QuoteShort, CutsNoCharacterInTwo) {
    std::string euros = "x";
    for (int i = 0; i < 400; ++i) {
        euros += "\u20ac";
    }

    EXPECT_EQ(quote_short(euros).find("\\x"), std::string::npos);
}

} // namespace
} // namespace permap::base
