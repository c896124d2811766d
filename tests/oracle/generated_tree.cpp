// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/generated_tree.hpp"

#include "tests/oracle/little_endian.hpp"

#include <array>

#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::oracle {
namespace {

constexpr std::array<std::uint32_t, 10> kTypes = {S_IFREG, S_IFREG, S_IFREG, S_IFDIR, S_IFDIR,
                                                  S_IFLNK, S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK};

constexpr std::array<std::uint32_t, 6> kLinkable = {S_IFREG, S_IFLNK, S_IFCHR,
                                                    S_IFBLK, S_IFIFO, S_IFSOCK};

const std::string kLongName(255, 'n');
const std::array<std::string, 14> kOddNames = {
    "new\nline",        "-rf",         "\xff\xfe", " ", "'",   "*",      "\x1b[31m",
    ".virtfs_metadata", "user.virtfs", "...",      "~", "a\\", "\u202e", kLongName,
};

std::string little_endian(std::uint64_t value, std::size_t width) {
    std::string bytes;
    append_le(bytes, value, width);
    return bytes;
}

class Generator {
public:
    Generator(HostTree& tree, Dice& dice, const TreeSize& size)
        : tree_(tree), dice_(dice), size_(size) {}

    void run();

private:
    HostObject any_object(std::uint32_t type);
    /// A name that nothing else has, in any directory made so far.
    std::string any_path();
    void make(const std::string& path, std::uint32_t type);
    void decorate(const std::string& path, const HostObject& object);
    void plant(const std::string& path);
    void make_odd_names();
    void make_fixed_modes();
    void make_links();

    HostTree& tree_;
    Dice& dice_;
    TreeSize size_;
    std::vector<std::string> directories_ = {""}; ///< each with its '/' at the end
    int number_ = 0;
};

HostObject Generator::any_object(std::uint32_t type) {
    HostObject object = {.mode = type | dice_.permissions(), .uid = dice_.id(), .gid = dice_.id()};
    if (type == S_IFCHR || type == S_IFBLK) {
        object.device = dice_.kernel_device();
        object.device.major %= size_.devices.major;
        object.device.minor %= size_.devices.minor;
    } else if (type == S_IFLNK) {
        object.content = dice_.link_target(size_.longest_link);
    } else if (type == S_IFREG) {
        object.content = dice_.bytes(dice_.below(100));
    }
    return object;
}

std::string Generator::any_path() {
    return fmt::format("{}{}{}", dice_.pick(directories_), number_++,
                       dice_.one_in(4) ? "\n\xff" : "");
}

void Generator::make(const std::string& path, std::uint32_t type) {
    const HostObject object = any_object(type);
    tree_.make(path, object);
    decorate(path, object);
    if (type == S_IFDIR) {
        directories_.push_back(path + '/');
    }
}

void Generator::decorate(const std::string& path, const HostObject& object) {
    if (S_ISLNK(object.mode)) {
        return;
    }
    if (dice_.one_in(4)) {
        tree_.set_xattr(path, "system.posix_acl_access", dice_.acl(object.mode));
    }
    if (S_ISDIR(object.mode) && dice_.one_in(4)) {
        tree_.set_xattr(path, "system.posix_acl_default", dice_.acl(dice_.permissions()));
    }
    if (!S_ISDIR(object.mode) && !S_ISREG(object.mode)) {
        return; // no user attributes on specials
    }
    if (dice_.one_in(3)) {
        tree_.set_xattr(path, "user.colour", dice_.bytes(dice_.below(40)));
        tree_.set_xattr(path, "trusted.stone", dice_.bytes(dice_.below(40)));
    }
    if (dice_.one_in(4)) {
        plant(path);
    }
}

/// What an unprivileged guest user can leave on its own file, to wake up as setuid root.
void Generator::plant(const std::string& path) {
    tree_.set_xattr(path, "user.virtfs.uid", little_endian(0, 4));
    tree_.set_xattr(path, "user.virtfs.mode", little_endian(S_IFREG | 04755, 4));
    if (dice_.one_in(2)) {
        tree_.set_xattr(path, "user.virtfs.gid", dice_.bytes(dice_.below(9)));
        tree_.set_xattr(path, "user.virtfs.rdev", little_endian(0x801, 8));
    }
    if (dice_.one_in(2)) {
        tree_.set_xattr(path, "user.virtfs.system.posix_acl_access", dice_.acl(0777));
        tree_.set_xattr(path, "user.virtfs.system.posix_acl_default", "no ACL");
        tree_.set_xattr(path, "user.virtfs.unheard_of", "");
    }
}

void Generator::make_odd_names() {
    constexpr std::array<std::uint32_t, 4> kOddTypes = {S_IFREG, S_IFLNK, S_IFDIR, S_IFIFO};
    for (const std::uint32_t type : kOddTypes) {
        const std::string parent = fmt::format("odd-{:o}", type);
        tree_.make(parent, any_object(S_IFDIR));
        for (const std::string& name : kOddNames) {
            make(parent + '/' + name, type);
        }
    }
}

void Generator::make_fixed_modes() {
    for (const std::uint32_t mode : {0U, 0444U, 0200U, 04755U, 02755U, 06711U}) {
        tree_.make(fmt::format("file-{:04o}", mode), {.mode = S_IFREG | mode, .uid = 0, .gid = 0});
    }
    for (const std::uint32_t mode : {0U, 02755U, 01777U, 03770U, 0500U}) {
        const std::string path = fmt::format("directory-{:04o}", mode);
        tree_.make(path, {.mode = S_IFDIR | mode, .uid = 1000, .gid = 1000});
        tree_.make(path + "/inside", {.mode = S_IFREG | 0600, .uid = 1000, .gid = 1000});
    }
    tree_.make("longest-link", {.mode = S_IFLNK, .content = std::string(size_.longest_link, 'l')});
    // VFS_CAP_REVISION_2, effective, CAP_NET_BIND_SERVICE (linux/capability.h)
    tree_.set_xattr("file-0444", "security.capability",
                    little_endian(0x02000001, 4) + little_endian(1U << 10U, 4) +
                        little_endian(0, 12 - 4) + little_endian(0, 4));
}

/// Several names of one inode, here and there, for every kind that can have them.
void Generator::make_links() {
    for (const std::uint32_t type : kLinkable) {
        for (int group = 0; group < 4; ++group) {
            const std::string first = any_path();
            make(first, type);
            for (std::uint32_t more = 1 + dice_.below(3); more > 0; --more) {
                tree_.link(first, any_path());
            }
        }
    }
}

void Generator::run() {
    make_odd_names();
    make_fixed_modes();
    for (int i = 0; i < size_.objects; ++i) {
        make(any_path(), dice_.pick(kTypes));
    }
    make_links();
    tree_.dress(".", any_object(S_IFDIR));
    tree_.set_xattr(".", "user.virtfs.uid", little_endian(1000, 4));
}

} // namespace

void generate_tree(HostTree& tree, Dice& dice, const TreeSize& size) {
    Generator(tree, dice, size).run();
    tree.set_times();
}

} // namespace permap::oracle
