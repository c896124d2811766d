// SPDX-License-Identifier: Apache-2.0
// Whatever bytes lie in user.virtfs.*: our decoder must read what the real server shows, or say
// that nobody can tell.
#include "base/linux_fs.hpp"
#include "base/quote.hpp"
#include "codec/model.hpp"
#include "scanner/read_facts.hpp"
#include "tests/oracle/host_tree.hpp"
#include "tests/oracle/little_endian.hpp"
#include "tests/oracle/oracle_fixture.hpp"

#include <array>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::oracle {
namespace {

using codec::Decoded;
using codec::Kind;
using codec::Oddity;

constexpr std::uint64_t kSeed = 19700101;
constexpr int kCombinations = 600;

std::string le(std::uint64_t value, std::size_t width) {
    std::string bytes;
    append_le(bytes, value, width);
    return bytes;
}

/// What permap makes of one name in the export, read as a conversion reads it.
Decoded decode(const base::Fd& root, const std::string& name) {
    const base::LinuxReader reader(base::SafetyLevel::dirfd);
    auto facts = scanner::read_facts(reader, root.get(), name.c_str(), scanner::ReadLinks::yes);
    EXPECT_THAT(facts, Succeeds());
    Decoded decoded = codec::decode_mapped_xattr(*facts);
    if (facts->state.kind == Kind::file && decoded.view.kind != Kind::file) {
        facts->state.content = *scanner::read_stand_in(reader, root.get(), name.c_str());
        decoded = codec::decode_mapped_xattr(*facts);
    }
    return decoded;
}

/// One attribute as found: nothing, or bytes.
using Value = std::optional<std::string>;

struct Combination {
    std::uint32_t host_mode = S_IFREG | 0640;
    Value uid = {};
    Value gid = {};
    Value mode = {};
    Value rdev = {};
    std::string content = {};
};

/// The server keeps its own leftover memory in the rest of such a value.
bool is_undefined(const Value& value, std::size_t size) {
    return value && !value->empty() && value->size() < size;
}

bool has_undefined(const Combination& row) {
    return is_undefined(row.uid, 4) || is_undefined(row.gid, 4) || is_undefined(row.mode, 4) ||
           is_undefined(row.rdev, 8);
}

class Decoding : public OracleFixture {
protected:
    void SetUp() override {
        OracleFixture::SetUp();
        if (host_ != nullptr) {
            serve(options("mapped-xattr"));
            root_ = base::Fd(::open(host_->path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        }
    }

    /// Puts `row` on disk and compares; `name` must be new.
    void check(const std::string& name, const Combination& row);

    static void compare(std::uint32_t host_mode, const Decoded& decoded, const Attributes& seen);

    base::Fd root_;

private:
    void write(const std::string& name, const Combination& row);
};

void Decoding::write(const std::string& name, const Combination& row) {
    HostTree tree(host_->path());
    tree.make(name, {.mode = row.host_mode, .uid = 77, .gid = 78, .content = row.content});
    const std::array<std::pair<const char*, const Value*>, 4> attributes = {
        {{"uid", &row.uid}, {"gid", &row.gid}, {"mode", &row.mode}, {"rdev", &row.rdev}}};
    for (const auto& [field, value] : attributes) {
        if (*value) {
            tree.set_xattr(name, std::string("user.virtfs.") + field, **value);
        }
    }
}

void Decoding::compare(std::uint32_t host_mode, const Decoded& decoded, const Attributes& seen) {
    EXPECT_EQ(decoded.view.uid.value, seen.uid);
    EXPECT_EQ(decoded.view.gid.value, seen.gid);
    EXPECT_EQ(decoded.has(Oddity::unusable_id), seen.uid == ~0U || seen.gid == ~0U);

    const auto kind = codec::kind_of(seen.mode);
    const bool is_faithful = kind && S_ISDIR(seen.mode) == S_ISDIR(host_mode);
    EXPECT_EQ(decoded.has(Oddity::corrupt_value), !kind) << "a Linux guest refuses this type";
    EXPECT_EQ(decoded.has(Oddity::type_mismatch), kind && !is_faithful);
    if (!is_faithful) {
        return; // see RefusesADirectoryThatIsNone
    }
    EXPECT_EQ(codec::type_bits(decoded.view.kind) | decoded.view.mode, seen.mode & 0xffffU);
    if (codec::is_device(*kind)) { // for anything else no client looks at it
        EXPECT_EQ(decoded.view.rdev, seen.rdev);
    }
}

void Decoding::check(const std::string& name, const Combination& row) {
    const auto show = [](const Value& value) { return value ? base::hex(*value) : "absent"; };
    SCOPED_TRACE(fmt::format("host {:o}, uid {}, gid {}, mode {}, rdev {}", row.host_mode,
                             show(row.uid), show(row.gid), show(row.mode), show(row.rdev)));
    write(name, row);
    const Decoded decoded = decode(root_, name);
    if (decoded.has(Oddity::foreign_dialect)) {
        return; // what the server of another platform wrote: this one has no idea of it
    }
    if (has_undefined(row)) {
        EXPECT_TRUE(decoded.has(Oddity::corrupt_value));
        return;
    }
    const auto seen = guest_->getattr(name);
    ASSERT_THAT(seen, Succeeds());
    compare(row.host_mode, decoded, *seen);
    if (S_ISLNK(seen->mode) && !decoded.has(Oddity::type_mismatch)) {
        EXPECT_EQ(decoded.view.link, *guest_->readlink(name));
    }
}

/// Any of: absent, empty, short, exact, too long.
Value any_value(Dice& dice, const std::string& exact) {
    switch (dice.below(12)) {
    case 0:
        return std::nullopt;
    case 1:
        return "";
    case 2:
        return exact.substr(0, 1 + dice.below(static_cast<std::uint32_t>(exact.size() - 1)));
    case 3:
        return exact + dice.bytes(1 + dice.below(20));
    default:
        return exact;
    }
}

std::uint32_t any_mode(Dice& dice) {
    static constexpr std::array<std::uint32_t, 7> kTypes = {S_IFREG, S_IFDIR, S_IFLNK, S_IFCHR,
                                                            S_IFBLK, S_IFIFO, S_IFSOCK};
    const std::uint32_t type = dice.one_in(5) ? dice.below(16) << 12U : dice.pick(kTypes);
    const std::uint32_t high_bits = dice.one_in(6) ? dice.below(0x10000) << 16U : 0;
    return high_bits | type | dice.permissions();
}

std::uint64_t any_rdev(Dice& dice) {
    return (std::uint64_t{dice.below(0xffffffff)} << 32U | dice.below(0xffffffff)) >>
           dice.below(60);
}

Combination any_combination(Dice& dice) {
    const std::uint32_t uid = dice.one_in(10) ? 0xffffffff : dice.id();
    const std::uint32_t mode = any_mode(dice);
    Combination row = {.host_mode = (S_ISDIR(mode) == dice.one_in(8) ? S_IFREG : S_IFDIR) |
                                    dice.permissions()};
    row.uid = any_value(dice, le(uid, 4));
    row.gid = any_value(dice, le(dice.id(), 4));
    row.mode = any_value(dice, le(mode, 4));
    row.rdev = any_value(dice, le(any_rdev(dice), 8));
    if (S_ISREG(row.host_mode) && dice.one_in(2)) {
        row.content = dice.link_target();
    }
    return row;
}

TEST_F(Decoding, AgreesWithTheServerOnAnything) {
    Dice dice = dice_of(kSeed);

    for (int i = 0; i < kCombinations; ++i) {
        SCOPED_TRACE(fmt::format("combination {}", i));
        check(std::to_string(i), any_combination(dice));
    }
}

TEST_F(Decoding, AgreesOnEveryLengthOfEveryValue) {
    for (std::size_t size = 0; size < 12; ++size) {
        const std::string bytes = le(S_IFREG | 0644, 8).append(4, 'x').substr(0, size);
        check(fmt::format("uid-{}", size), {.uid = bytes});
        check(fmt::format("gid-{}", size), {.gid = bytes});
        check(fmt::format("mode-{}", size), {.mode = bytes});
        check(fmt::format("rdev-{}", size), {.mode = le(S_IFCHR | 0600, 4), .rdev = bytes});
    }
}

TEST_F(Decoding, AgreesOnEveryType) {
    for (std::uint32_t type = 0; type < 16; ++type) {
        const std::string mode = le(type << 12U | 04321, 4);
        const std::string rdev = le(0x123456789abcdef0, 8);
        check(fmt::format("file-{}", type), {.mode = mode, .rdev = rdev});
        check(fmt::format("dir-{}", type),
              {.host_mode = S_IFDIR | 0700, .mode = mode, .rdev = rdev});
    }
}

TEST_F(Decoding, AgreesOnIdsThatNobodyCanHave) {
    check("both", {.uid = le(0xffffffff, 4), .gid = le(0xffffffff, 4)});
    check("uid", {.uid = le(0xffffffff, 4), .gid = le(5, 4)});
    check("gid", {.uid = le(5, 4), .gid = le(0xffffffff, 4)});
}

TEST_F(Decoding, AgreesOnRealLinksAndSpecials) {
    static constexpr std::array<std::uint32_t, 5> kReal = {S_IFLNK, S_IFCHR, S_IFBLK, S_IFIFO,
                                                           S_IFSOCK};
    for (const std::uint32_t type : kReal) {
        const std::string name = fmt::format("{:o}", type);
        HostTree(host_->path())
            .make(name,
                  {.mode = type | 0640, .uid = 7, .gid = 8, .device = {7, 8}, .content = "x"});
        const Decoded decoded = decode(root_, name);
        compare(type, decoded, *guest_->getattr(name));
        EXPECT_TRUE(decoded.has(type == S_IFLNK ? Oddity::native_symlink : Oddity::native_special));
    }
}

TEST_F(Decoding, AgreesOnLinkTexts) {
    const std::string link = le(S_IFLNK | 0777, 4);
    for (const std::size_t size : {0UL, 1UL, 4095UL, 4096UL, 4097UL, 8192UL, 65535UL}) {
        check(std::to_string(size), {.mode = link, .content = std::string(size, 't')});
    }
    check("bytes", {.mode = link, .content = "\xff\xfe\n" + std::string(1, '\0') + "after"});
}

TEST_F(Decoding, AgreesOnAcls) {
    Dice dice = dice_of(kSeed);
    for (const std::string& acl : {dice.acl(0640), std::string("garbage"), std::string()}) {
        const std::string name = "acl-" + std::to_string(acl.size());
        HostTree tree(host_->path());
        tree.make(name, {.mode = S_IFDIR | 0700});
        tree.set_xattr(name, "user.virtfs.system.posix_acl_access", acl);
        tree.set_xattr(name, "user.virtfs.system.posix_acl_default", acl);
        const Decoded decoded = decode(root_, name);
        EXPECT_EQ(decoded.view.acl_access, *guest_->get_xattr(name, "system.posix_acl_access"));
        EXPECT_EQ(decoded.view.acl_default, *guest_->get_xattr(name, "system.posix_acl_default"));
    }
}

/// The server says "directory" and then cannot list it, or "file" and lists nothing: no view of
/// such an object is faithful, so it must be named.
TEST_F(Decoding, RefusesADirectoryThatIsNone) {
    check("file", {.mode = le(S_IFDIR | 0755, 4)});
    check("directory", {.host_mode = S_IFDIR | 0700, .mode = le(S_IFREG | 0644, 4)});

    EXPECT_TRUE(decode(root_, "file").has(Oddity::type_mismatch));
    EXPECT_THAT(guest_->list_directory("file"), FailsWith(ENOTDIR));
    EXPECT_TRUE(decode(root_, "directory").has(Oddity::type_mismatch));
}

} // namespace
} // namespace permap::oracle
