// SPDX-License-Identifier: Apache-2.0
// The way from mapped-xattr to passthrough and back, for trees that guests made through the real
// server.
#include "base/quote.hpp"
#include "tests/oracle/expected_differences.hpp"
#include "tests/oracle/host_tree.hpp"
#include "tests/oracle/migration_fixture.hpp"

#include <array>
#include <vector>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::oracle {
namespace {

using ::testing::IsEmpty;

constexpr std::uint64_t kSeed = 20140101;
constexpr std::array<std::uint32_t, 9> kTypes = {S_IFREG, S_IFREG, S_IFDIR, S_IFDIR, S_IFLNK,
                                                 S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK};

/// A tree that an unprivileged mapped server fills for its guests.
class Away : public MigrationFixture {
protected:
    void SetUp() override {
        MigrationFixture::SetUp();
        if (host_ != nullptr) {
            ASSERT_EQ(::chown(tree().c_str(), kHostOwner.uid, kHostOwner.gid), 0);
            QemuOptions unprivileged = options("mapped-xattr");
            unprivileged.export_path = tree();
            unprivileged.run_as = kHostOwner;
            serve(unprivileged);
        }
    }

    /// Lets many guest users make objects of all kinds that a real file system can hold.
    void fill(int objects);

    void convert_to_passthrough() {
        stop_serving();
        convert(tree(), "mapped-xattr", "passthrough");
    }

    /// Converts and undoes; the host must be as it was.
    void expect_way_back() {
        const HostListing before = list_host(tree());
        convert_to_passthrough();
        undo();
        EXPECT_THAT(differences(before, list_host(tree())), IsEmpty());
    }

private:
    void make(Dice& dice, const std::string& path, std::uint32_t type);
    void decorate(Dice& dice, const std::string& path, std::uint32_t mode);
    std::string any_path(Dice& dice) {
        return fmt::format("{}{}{}", dice.pick(directories_), number_++,
                           dice.one_in(4) ? "\n\xff" : "");
    }

    std::vector<std::string> directories_ = {""};
    int number_ = 0;
};

base::Result<void> create(GuestUser& owner, Dice& dice, const std::string& path,
                          std::uint32_t mode) {
    switch (mode & S_IFMT) {
    case S_IFREG:
        return owner.create_file(path, mode & 07777, dice.bytes(dice.below(100)));
    case S_IFDIR:
        return owner.mkdir(path, mode & 07777);
    case S_IFLNK:
        return owner.symlink(path, dice.link_target());
    case S_IFIFO:
    case S_IFSOCK:
        return owner.mknod(path, mode);
    default:
        return owner.mknod(path, mode, dice.kernel_device());
    }
}

void Away::make(Dice& dice, const std::string& path, std::uint32_t type) {
    const std::uint32_t mode = type | dice.permissions();
    auto owner = GuestUser::attach(server_->client(), {.uid = dice.id(), .gid = dice.id()});
    ASSERT_THAT(owner, Succeeds());
    ASSERT_THAT(create(*owner, dice, path, mode), Succeeds()) << path;
    decorate(dice, path, mode);
    if (type == S_IFDIR) {
        directories_.push_back(path + '/');
    } else if (dice.one_in(6)) {
        ASSERT_THAT(guest_->link(path, any_path(dice)), Succeeds());
    }
}

/// ACLs that say of owner, mask and others what the mode says, as posixacl guests keep them.
void Away::decorate(Dice& dice, const std::string& path, std::uint32_t mode) {
    if (!S_ISLNK(mode) && dice.one_in(4)) {
        ASSERT_THAT(guest_->set_xattr(path, "system.posix_acl_access", dice.acl(mode)), Succeeds());
    }
    if (S_ISDIR(mode) && dice.one_in(4)) {
        ASSERT_THAT(guest_->set_xattr(path, "system.posix_acl_default", dice.acl(0750)),
                    Succeeds());
    }
    if ((S_ISDIR(mode) || S_ISREG(mode)) && dice.one_in(4)) {
        ASSERT_THAT(guest_->set_xattr(path, "user.colour", dice.bytes(20)), Succeeds());
    }
}

void Away::fill(int objects) {
    Dice dice = dice_of(kSeed);
    for (int i = 0; i < objects; ++i) {
        ASSERT_NO_FATAL_FAILURE(make(dice, any_path(dice), dice.pick(kTypes)));
    }
    ASSERT_THAT(guest_->chown("", {.uid = 5, .gid = 6}), Succeeds());
    ASSERT_THAT(guest_->chmod("", 01755), Succeeds());
}

TEST_F(Away, PassthroughServerShowsWhatTheMappedOneShowed) {
    fill(300);
    const auto before = list_guest(server_->client());
    ASSERT_THAT(before, Succeeds());
    ASSERT_GT(before->size(), 300U);

    convert_to_passthrough();

    EXPECT_THAT(differences(*before, see(tree(), "passthrough")), IsEmpty());
}

TEST_F(Away, UndoPutsBackEveryByte) {
    fill(300);

    expect_way_back();
}

TEST_F(Away, UndoPutsBackWhatPassthroughCannotHold) {
    Dice dice = dice_of(kSeed);
    ASSERT_THAT(guest_->create_file("acl-against-mode", 0600), Succeeds());
    ASSERT_THAT(guest_->set_xattr("acl-against-mode", "system.posix_acl_access", dice.acl(0777)),
                Succeeds());
    ASSERT_THAT(guest_->set_xattr("acl-against-mode", "system.posix_acl_default", dice.acl(0)),
                Succeeds());
    ASSERT_THAT(guest_->symlink("link", "with ACL"), Succeeds());
    ASSERT_THAT(guest_->set_xattr("link", "system.posix_acl_access", dice.acl(0777)), Succeeds());
    ASSERT_THAT(guest_->mknod("large", S_IFCHR | 0600, {.major = 0x12345, .minor = 0x6789abc}),
                Succeeds());
    ASSERT_THAT(guest_->mknod("by-mknod", S_IFREG | 0600), Succeeds());

    expect_way_back();
}

TEST_F(Away, UndoPutsBackSetsThatTheServerLeftIncomplete) {
    HostTree host(tree());
    host.make("bare", {.mode = S_IFREG | 0640, .uid = 7, .gid = 8});
    host.make("only-uid", {.mode = S_IFREG | 0640, .uid = 7, .gid = 8});
    host.make("odd-lengths", {.mode = S_IFREG | 0640, .uid = 7, .gid = 8});
    host.set_xattr("only-uid", "user.virtfs.uid", std::string_view("\x05\0\0\0", 4));
    host.set_xattr("odd-lengths", "user.virtfs.uid", "longer than four");
    host.set_xattr("odd-lengths", "user.virtfs.gid", "");
    host.set_xattr("odd-lengths", "user.virtfs.unheard_of", "x");

    expect_way_back();
}

/// Only what is unusable falls back to the host's owner.
TEST_F(Away, OneUnusableIdDoesNotTakeTheOtherAlong) {
    ASSERT_THAT(guest_->create_file("file", 0600), Succeeds());
    HostTree(tree()).set_xattr("file", "user.virtfs.uid", "\xff\xff\xff\xff");
    stop_serving();

    const CommandResult result = run_permap(
        {"convert", tree(), "--from", "mapped-xattr", "--to", "passthrough", "--apply", "--run",
         host_->path_of("run"), "--allow", "mapped-corrupt", "--fail-on", "none"});

    EXPECT_EQ(result.status, 0) << result;
    EXPECT_EQ(host_->stat_of("tree/file")->st_uid, kHostOwner.uid);
    EXPECT_EQ(host_->stat_of("tree/file")->st_gid, kAlice.gid);
}

/// A mapped guest may attach user attributes to a symbolic link; Linux has no place for them.
TEST_F(Away, UserAttributesOfStandInsAreNotLost) {
    ASSERT_THAT(guest_->symlink("link", "target"), Succeeds());
    ASSERT_THAT(guest_->set_xattr("link", "user.colour", "blue"), Succeeds());
    const HostListing before = list_host(tree());
    stop_serving();

    const CommandResult result =
        run_permap({"convert", tree(), "--from", "mapped-xattr", "--to", "passthrough", "--apply",
                    "--run", host_->path_of("run")});

    EXPECT_EQ(result.status, 1) << result;
    EXPECT_THAT(result.output, ::testing::HasSubstr("lossy"));
    EXPECT_THAT(differences(before, list_host(tree())), IsEmpty());
}

} // namespace
} // namespace permap::oracle
