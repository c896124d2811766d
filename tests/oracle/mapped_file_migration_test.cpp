// SPDX-License-Identifier: Apache-2.0
// Conversions to and from mapped-file, told by the real server: what guests see before and after,
// and whether they can do everything with it.
#include "tests/oracle/expected_differences.hpp"
#include "tests/oracle/generated_tree.hpp"
#include "tests/oracle/guest_work.hpp"
#include "tests/oracle/migration_fixture.hpp"

#include <array>
#include <filesystem>
#include <vector>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::oracle {
namespace {

using ::testing::IsEmpty;

constexpr std::uint64_t kSeed = 20110917;
constexpr const char* kAcl = "system.posix_acl_access";
constexpr const char* kDefaultAcl = "system.posix_acl_default";

/// In the bytes of an ACL: version (4), tag (2), then the permissions of the owner's entry.
constexpr std::size_t kOwnersEntry = 6;

/// What this model cannot keep equal: a hidden sub-directory is counted as a link, the owner's
/// entry of an ACL is QEMU's on the host, and QEMU widens a device number with its sign, of which a
/// Linux guest reads the low half (new_decode_dev).
GuestListing without_known(GuestListing listing) {
    for (auto& [path, entry] : listing) {
        entry.nlink = S_ISDIR(entry.mode) ? 0 : entry.nlink;
        entry.rdev &= 0xffffffffU;
        const auto acl = entry.xattrs.find(kAcl);
        if (acl != entry.xattrs.end() && acl->second.size() > kOwnersEntry) {
            acl->second[kOwnersEntry] = '\0';
        }
    }
    return listing;
}

/// Objects and metadata files that are made anew have other numbers, and metadata has new times.
HostListing without_made_anew(HostListing listing) {
    for (auto& [path, entry] : listing) {
        entry.inode = S_ISDIR(entry.mode) ? entry.inode : 0;
        if (path.find(".virtfs_metadata") != std::string::npos) {
            entry.mtime = {};
            entry.inode = 0;
        }
    }
    return listing;
}

class MappedFileMigration : public MigrationFixture {
protected:
    /// Without the names that the model reserves, which block a conversion (reserved-name).
    void build(int objects) {
        Dice dice = dice_of(kSeed);
        HostTree built(tree());
        // 0xfff:0xfffff is -1 in the ints of this model, which has no line for it
        generate_tree(built, dice, {.objects = objects, .devices = {0x1000, 0xfffff}});
        std::vector<std::filesystem::path> reserved;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(tree())) {
            if (entry.path().filename() == ".virtfs_metadata") {
                reserved.push_back(entry.path());
            }
        }
        for (const std::filesystem::path& path : reserved) {
            std::filesystem::remove_all(path);
        }
    }

    /// A default ACL that leaves the owner less than rwx locks QEMU out of what is made there; see
    /// MappedFileAway.ADefaultAclCanLockTheServerOut.
    void keep_owners_in_default_acls() {
        HostTree built(tree());
        for (const auto& [path, entry] : list_host(tree())) {
            const auto acl = entry.xattrs.find(kDefaultAcl);
            if (acl != entry.xattrs.end() && acl->second.size() > kOwnersEntry) {
                std::string bytes = acl->second;
                bytes[kOwnersEntry] = 7;
                built.set_xattr(path, kDefaultAcl, bytes);
            }
        }
    }

    void convert_to(const std::string& to, const std::string& from = "passthrough") {
        for (const char* const suffix : {"", "-wal", "-shm"}) {
            ::unlink((host_->path_of("run") + suffix).c_str());
        }
        convert(tree(), from, to);
    }

    void serve_unprivileged() {
        QemuOptions unprivileged = options("mapped-file");
        unprivileged.export_path = tree();
        unprivileged.run_as = kHostOwner;
        serve(unprivileged);
    }

    void expect_same_view(const GuestListing& before, const std::string& model) {
        EXPECT_THAT(differences(without_known(before), without_known(see(tree(), model))),
                    IsEmpty());
        if (model != "passthrough") {
            EXPECT_THAT(
                differences(without_known(before), without_known(see(tree(), model, kHostOwner))),
                IsEmpty());
        }
    }
};

TEST_F(MappedFileMigration, BothServersShowTheSame) {
    build(300);
    const GuestListing before = see(tree(), "passthrough");

    convert_to("mapped-file");

    expect_same_view(before, "mapped-file");
}

TEST_F(MappedFileMigration, UndoPutsBackTheHost) {
    build(300);
    const HostListing before = list_host(tree());

    convert_to("mapped-file");
    undo();

    EXPECT_THAT(differences(without_made_anew(before), without_made_anew(list_host(tree()))),
                IsEmpty());
}

TEST_F(MappedFileMigration, MetadataIsTheServersAlone) {
    build(100);

    convert_to("mapped-file");

    for (const auto& [path, entry] : list_host(tree())) {
        EXPECT_EQ(entry.uid, kHostOwner.uid) << path;
        if (path.find(".virtfs_metadata") != std::string::npos) {
            EXPECT_EQ(entry.mode & 07777U, S_ISDIR(entry.mode) ? 0700U : 0600U) << path;
            EXPECT_FALSE(entry.xattrs.contains(kAcl)) << path;
        }
    }
}

TEST_F(MappedFileMigration, GuestCanDoEverythingEverywhere) {
    build(60);
    keep_owners_in_default_acls();
    const GuestListing before = see(tree(), "passthrough");
    convert_to("mapped-file");
    serve_unprivileged();

    EXPECT_THAT(work_everywhere(*guest_, before), IsEmpty());
    EXPECT_THAT(remove_everything(*guest_, before), IsEmpty());
    EXPECT_THAT(*guest_->list_directory(""), IsEmpty());
    EXPECT_EQ(list_host(tree()).size(), 3U) << "the root, its metadata, and an empty directory";
}

TEST_F(MappedFileMigration, FromMappedXattrAndBackGuestsSeeTheSame) {
    build(200);
    convert_to("mapped-xattr");
    const GuestListing before = see(tree(), "mapped-xattr");

    convert_to("mapped-file", "mapped-xattr");
    expect_same_view(before, "mapped-file");

    convert_to("mapped-xattr", "mapped-file");
    expect_same_view(before, "mapped-xattr");
}

// ---- trees that guests filled -------------------------------------------------------------------

class MappedFileAway : public MappedFileMigration {
protected:
    void SetUp() override {
        MappedFileMigration::SetUp();
        if (host_ != nullptr) {
            ASSERT_EQ(::chown(tree().c_str(), kHostOwner.uid, kHostOwner.gid), 0);
            serve_unprivileged();
        }
    }

    /// Objects of every kind and owner, in each other, linked, with ACLs.
    void fill();

private:
    base::Result<void> make(Dice& dice, const std::string& path, std::uint32_t type);
};

base::Result<void> MappedFileAway::make(Dice& dice, const std::string& path, std::uint32_t type) {
    const std::uint32_t mode = dice.permissions() | 0700U;
    PERMAP_TRY_ASSIGN(GuestUser owner,
                      GuestUser::attach(server_->client(), {.uid = dice.id(), .gid = dice.id()}));
    switch (type) {
    case S_IFREG:
        PERMAP_TRY(owner.create_file(path, mode, dice.bytes(dice.below(100))));
        break;
    case S_IFDIR:
        PERMAP_TRY(owner.mkdir(path, mode));
        break;
    case S_IFLNK:
        return owner.symlink(path, dice.link_target());
    case S_IFCHR:
        return owner.mknod(path, type | mode, dice.kernel_device());
    default:
        return owner.mknod(path, type | mode);
    }
    return dice.one_in(2) ? guest_->set_xattr(path, kAcl, dice.acl(mode)) : base::Result<void>();
}

void MappedFileAway::fill() {
    constexpr std::array<std::uint32_t, 6> kTypes = {S_IFREG, S_IFDIR, S_IFLNK,
                                                     S_IFCHR, S_IFIFO, S_IFSOCK};
    Dice dice = dice_of(kSeed);
    std::vector<std::string> directories = {""};
    for (int i = 0; i < 120; ++i) {
        const std::uint32_t type = dice.pick(kTypes);
        const std::string path = fmt::format("{}{}\xff", dice.pick(directories), i);
        ASSERT_THAT(make(dice, path, type), Succeeds());
        if (type == S_IFDIR) {
            directories.push_back(path + '/');
        } else if (dice.one_in(4)) {
            const std::string other = fmt::format("{}again{}", dice.pick(directories), i);
            ASSERT_THAT(guest_->link(path, other), Succeeds());
        }
    }
    ASSERT_THAT(guest_->chown("", {.uid = 5, .gid = 6}), Succeeds());
    ASSERT_THAT(guest_->chmod("", 01755), Succeeds());
}

TEST_F(MappedFileAway, PassthroughServerShowsTheSame) {
    fill();
    const auto before = list_guest(server_->client());
    ASSERT_THAT(before, Succeeds());
    stop_serving();

    convert_to("passthrough", "mapped-file");

    expect_same_view(*before, "passthrough");
    for (const auto& [path, entry] : list_host(tree())) {
        EXPECT_EQ(path.find(".virtfs_metadata"), std::string::npos) << path;
    }
}

TEST_F(MappedFileAway, UndoPutsBackEveryByte) {
    fill();
    stop_serving();
    const HostListing before = list_host(tree());

    convert_to("passthrough", "mapped-file");
    undo();

    EXPECT_THAT(differences(without_made_anew(before), without_made_anew(list_host(tree()))),
                IsEmpty());
}

/// Not permap's doing, so its conversions cannot avoid it: the server keeps a guest's ACLs as the
/// host's, and makes new objects under them.
TEST_F(MappedFileAway, ADefaultAclCanLockTheServerOut) {
    ASSERT_THAT(guest_->mkdir("directory", 0755), Succeeds());
    const std::string owner_may_nothing("\x02\0\0\0\x01\0\0\0\xff\xff\xff\xff"
                                        "\x04\0\x07\0\xff\xff\xff\xff"
                                        "\x20\0\x07\0\xff\xff\xff\xff",
                                        28);

    ASSERT_THAT(guest_->set_xattr("directory", kDefaultAcl, owner_may_nothing), Succeeds());

    EXPECT_THAT(guest_->mkdir("directory/new", 0755), FailsWith(EACCES));
}

TEST_F(MappedFileAway, NothingIsLeftToDoInATreeThatTheServerKept) {
    ASSERT_THAT(guest_->create_file("file", 0640), Succeeds());
    ASSERT_THAT(guest_->mkdir("directory", 0750), Succeeds());
    ASSERT_THAT(guest_->chown("", {.uid = 5, .gid = 6}), Succeeds());
    const auto before = list_guest(server_->client());
    stop_serving();

    convert_to("mapped-file", "mapped-file");

    expect_same_view(*before, "mapped-file");
}

TEST_F(MappedFileAway, WhatBelongsToNoEntryIsNamedAndStays) {
    ASSERT_THAT(guest_->create_file("file", 0640), Succeeds());
    ASSERT_EQ(::symlink("/etc/passwd", host_->path_of("tree/.virtfs_metadata/link").c_str()), 0);
    ASSERT_EQ(::mkfifo(host_->path_of("tree/.virtfs_metadata/fifo").c_str(), 0600), 0);
    stop_serving();
    const HostListing before = list_host(tree());
    std::vector<std::string> command = {"convert",     tree(),  "--from",
                                        "mapped-file", "--to",  "passthrough",
                                        "--apply",     "--run", host_->path_of("run")};

    const CommandResult refused = run_permap(command);
    EXPECT_EQ(refused.status, 1) << refused;
    EXPECT_THAT(refused.output, ::testing::HasSubstr(".virtfs_metadata/fifo"));
    EXPECT_THAT(differences(before, list_host(tree())), IsEmpty());

    command.insert(command.end(), {"--allow", "orphan-metadata"});
    const CommandResult allowed = run_permap(command);
    EXPECT_EQ(allowed.status, 0) << allowed;
    EXPECT_THAT(host_->stat_of("tree/.virtfs_metadata/link"), Succeeds());
    EXPECT_THAT(host_->stat_of("tree/.virtfs_metadata/file"), FailsWith(ENOENT));
    EXPECT_EQ(host_->stat_of("tree/file")->st_uid, kAlice.uid);
}

} // namespace
} // namespace permap::oracle
