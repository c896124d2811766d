// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sample_tree.hpp"

#include "codec/ids.hpp"
#include "codec/little_endian.hpp"
#include "codec/posix_acl.hpp"
#include "tests/support/as_nobody.hpp"

#include <array>

#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace permap::tests {
namespace {

constexpr std::int64_t kSomeTime = 1'000'000'000; // in 2001: no test runs at that time

constexpr std::array kDirectories = {".", "sub", "sub/deeper", "locked"};

void make_files(const Workplace& tree) {
    tree.make_file("file", "data", 0644);
    tree.make_file("program", "#!/bin/true\n", 04755);
    tree.make_file("unreadable", "secret", 0000);
    tree.make_file("sub/empty", "", 0600);
    tree.make_file("sub/deeper/leaf", "leaf", 0666);
    tree.make_file("locked/inside", "inside", 0640);
    tree.make_file("acl", "guarded", 0640);
    tree.set_xattr("acl", "system.posix_acl_access", sample_acl());
    tree.make_file("planted", "bait", 0644);
    tree.set_xattr("planted", "user.virtfs.uid", codec::put_le32(0));
    tree.set_xattr("planted", "user.virtfs.extra", "?");
    tree.set_xattr("planted", "user.mine", "kept");
}

void make_others(const Workplace& tree) {
    tree.make_symlink("link", "file");
    tree.make_symlink("sub/dangling", "no/where");
    tree.make_special("fifo", S_IFIFO | 0620);
    tree.make_special("sub/socket", S_IFSOCK | 0755);
    tree.make_file("one", "linked", 0664);
    tree.make_link("one", "sub/two");
    tree.make_link("one", "sub/deeper/three");
    tree.make_symlink("link-one", "file");
    tree.make_link("link-one", "sub/link-two");
    tree.make_link("link-one", "sub/link-three");
}

void make_privileged(const Workplace& tree) {
    tree.make_special("null", S_IFCHR | 0666, makedev(1, 3));
    tree.make_special("sub/disk", S_IFBLK | 0660, makedev(8, 1));
    tree.make_link("null", "sub/null");
    for (const char* const name : {"file", "acl", "link", "fifo", "one", "link-one", "sub/disk"}) {
        tree.set_owner(name, 1000, 1001);
    }
    tree.set_owner("sub", 1000, 100);
    tree.set_owner("planted", 1002, 1002);
    tree.set_owner("program", 0, 50);
    tree.set_mode("program", 06755); // chown took the bits
}

void fix_times(const Workplace& tree) {
    constexpr std::array kNames = {
        "file",          "program",    "unreadable", "sub/empty", "sub/deeper/leaf",
        "locked/inside", "acl",        "planted",    "link",      "sub/dangling",
        "fifo",          "sub/socket", "one",        "link-one"};
    for (const char* const name : kNames) {
        tree.set_times(name, kSomeTime);
    }
    if (is_root()) {
        tree.set_times("null", kSomeTime);
        tree.set_times("sub/disk", kSomeTime);
    }
    for (const char* const name : kDirectories) {
        tree.set_times(name, kSomeTime + 1);
    }
}

} // namespace

std::string sample_acl() {
    using codec::AclTag;
    using codec::kNoId;
    return codec::serialize_acl({{AclTag::user_obj, 6, kNoId},
                                 {AclTag::user, 6, 1000},
                                 {AclTag::group_obj, 0, kNoId},
                                 {AclTag::mask, 4, kNoId},
                                 {AclTag::other, 0, kNoId}});
}

void make_sample_tree(const Workplace& place, const std::string& name) {
    place.make_directory(name, 0755);
    const Workplace tree(place.path_of(name));
    for (const char* const directory : {"sub", "sub/deeper", "locked"}) {
        tree.make_directory(directory, 0755);
    }
    make_files(tree);
    make_others(tree);
    if (is_root()) {
        make_privileged(tree);
    }
    tree.set_mode("sub", 02775);
    tree.set_mode("sub/deeper", 01777);
    tree.set_mode("locked", 0700);
    tree.set_xattr("sub", "system.posix_acl_default", sample_acl());
    fix_times(tree);
}

} // namespace permap::tests
