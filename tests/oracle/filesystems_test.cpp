// SPDX-License-Identifier: Apache-2.0
// The migration on file systems that keep attributes in other ways than the one the tests run on.
#include "tests/oracle/expected_differences.hpp"
#include "tests/oracle/generated_tree.hpp"
#include "tests/oracle/loop_image.hpp"
#include "tests/oracle/migration_fixture.hpp"

#include <memory>
#include <ostream>

#include <sys/stat.h>

namespace permap::oracle {
namespace {

using ::testing::IsEmpty;

constexpr std::uint64_t kSeed = 256;
constexpr off_t kMebibyte = 1024L * 1024;

struct FileSystem {
    const char* name;
    std::vector<std::string> mkfs;
    off_t size; ///< as small as mkfs takes
    std::uint32_t longest_link;
    DeviceNumber devices;
};

void PrintTo(const FileSystem& row, std::ostream* out) {
    *out << row.name;
}

// What a kernel takes is measured; xfs has its own limits (XFS_SYMLINK_MAXLEN, sysv_valid_dev).
constexpr DeviceNumber kAnyDevice = {0x1000, 0x100000};
const std::vector<FileSystem> kFileSystems = {
    {"ext4", {"mkfs.ext4", "-q", "-b4096", "-I256"}, 64 * kMebibyte, 4095, kAnyDevice},
    {"ext4Inode128", {"mkfs.ext4", "-q", "-b4096", "-I128"}, 64 * kMebibyte, 4095, kAnyDevice},
    {"xfs", {"mkfs.xfs", "-q"}, 320 * kMebibyte, 1023, {0x200, 0x40000}},
    {"btrfs", {"mkfs.btrfs", "-q"}, 128 * kMebibyte, 4095, kAnyDevice},
};

class OnFileSystem : public MigrationFixture, public ::testing::WithParamInterface<FileSystem> {
protected:
    void SetUp() override {
        MigrationFixture::SetUp();
        if (host_ == nullptr) {
            return;
        }
        const FileSystem& row = GetParam();
        image_ = std::make_unique<LoopImage>(host_->path(), row.mkfs, row.size);
        if (!image_->why_not().empty()) {
            GTEST_SKIP() << image_->why_not();
        }
        tree_ = image_->path() + "/tree";
        ASSERT_EQ(::mkdir(tree_.c_str(), 0755), 0);
        Dice dice = dice_of(kSeed);
        HostTree built(tree_);
        generate_tree(built, dice,
                      {.objects = 60, .longest_link = row.longest_link, .devices = row.devices});
    }

    void add_the_largest_objects() {
        QemuOptions mapped = options("mapped-xattr");
        mapped.export_path = tree_;
        mapped.run_as = kHostOwner;
        serve(mapped);
        ASSERT_THAT(guest_->symlink("long", std::string(4095, 'l')), Succeeds());
        ASSERT_THAT(guest_->mknod("device", S_IFCHR | 0600, {.major = 0xfff, .minor = 0xfffff}),
                    Succeeds());
        stop_serving();
    }

    [[nodiscard]] std::string away_run_file() const { return host_->path_of("away"); }

    CommandResult convert_away() {
        return run_permap({"convert", tree_, "--from", "mapped-xattr", "--to", "passthrough",
                           "--apply", "--run", away_run_file(), "--allow", kAllowed, "--fail-on",
                           "none"});
    }

    std::unique_ptr<LoopImage> image_;
    std::string tree_;
};

TEST_P(OnFileSystem, MigratesAndComesBack) {
    const HostListing before = list_host(tree_);
    const GuestListing seen_before = see(tree_, "passthrough");

    convert(tree_, "passthrough", "mapped-xattr");
    EXPECT_THAT(differences(seen_before, see(tree_, "mapped-xattr", kHostOwner)), IsEmpty());
    undo();

    EXPECT_THAT(differences(before, list_host(tree_)), IsEmpty());
}

/// No guest is refused a longer link or a larger device number than the disk takes, so a tree on
/// its way back may hold what cannot be made there.
TEST_P(OnFileSystem, LosesNothingThatItCannotHold) {
    convert(tree_, "passthrough", "mapped-xattr");
    add_the_largest_objects();
    const HostListing before = list_host(tree_);

    const CommandResult away = convert_away();
    const bool is_changed = !differences(before, list_host(tree_)).empty();

    const bool takes_all = GetParam().longest_link == 4095;
    EXPECT_EQ(away.status, takes_all ? 0 : 1) << away;
    EXPECT_EQ(is_changed, takes_all) << "what cannot be made is a blocker, found before anything";
    if (is_changed) {
        EXPECT_EQ(run_permap({"undo", away_run_file(), "--allow", kAllowed}).status, 0);
    }
    EXPECT_THAT(differences(before, list_host(tree_)), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(All, OnFileSystem, ::testing::ValuesIn(kFileSystems),
                         [](const auto& row) { return std::string(row.param.name); });

} // namespace
} // namespace permap::oracle
