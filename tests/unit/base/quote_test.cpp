// SPDX-License-Identifier: Apache-2.0
#include "base/quote.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace permap::base {
namespace {

/// What bash makes of the word.
std::string printed_by(const std::string& word) {
    const std::string script = "printf %s " + word;
    std::array<int, 2> ends = {};
    if (::pipe(ends.data()) != 0) {
        return "no pipe";
    }
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::execlp("bash", "bash", "-c", script.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    std::string text;
    std::array<char, 256> buffer = {};
    for (ssize_t got = 0; (got = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return text;
}

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

TEST(ShellWord, IsTheSameBytesForAShell) {
    const std::string names[] = {"plain/name",
                                 "two words",
                                 "it's",
                                 "back\\slash",
                                 "new\nline",
                                 "tab\t",
                                 "\x1b[31mred",
                                 "\xC2\x9B"
                                 "31m",
                                 "a\xE2\x80\xAE"
                                 "b",
                                 "\xEF\xBB\xBF"
                                 "1",
                                 "bad\xFF"
                                 "0\xC3",
                                 "d\xC3\xADsk",
                                 "$HOME `id`",
                                 "*?[a]",
                                 ""};
    for (const std::string& name : names) {
        EXPECT_EQ(printed_by(shell_word(name)), name) << shell_word(name);
        EXPECT_TRUE(is_harmless_on_screen(shell_word(name)));
    }
}

TEST(IsHarmlessOnScreen, SaysWhatEscapeWouldChange) {
    EXPECT_TRUE(is_harmless_on_screen("it's d\xC3\xADsk \\"));
    for (const char* const name : {"\x1b[m", "a\nb", "\xFF", "\xE2\x80\xAE", "\x7f", "\xC2\x9B"}) {
        EXPECT_FALSE(is_harmless_on_screen(name)) << escape(name);
    }
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
