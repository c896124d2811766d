// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.hpp"

#include "tests/support/scratch_directory.hpp"

#include <string>

#include <gtest/gtest.h>
#include <sys/xattr.h>

namespace permap::base {
namespace {

/// Whether an attribute with a value of this size fits into a new file.
bool takes(const tests::ScratchDirectory& scratch, const std::string& name, std::size_t size) {
    const std::string file = name + std::to_string(size);
    scratch.make_file(file);
    const std::string value(size, 'x');
    return ::setxattr(scratch.path_of(file).c_str(), name.c_str(), value.data(), size, 0) == 0;
}

TEST(AttributeRoom, EndsWhereTheKernelSaysNoSpace) {
    const tests::ScratchDirectory scratch;
    const std::size_t room = attribute_room(scratch.open().get());
    if (room == 0) {
        GTEST_SKIP() << "no such limit here";
    }

    for (const char* const name : {"user.a", "user.abc", "user.a-longer-name"}) {
        std::size_t largest = room;
        while (attribute_size(name, largest) > room) {
            --largest;
        }
        EXPECT_TRUE(takes(scratch, name, largest)) << name << largest;
        EXPECT_FALSE(takes(scratch, name, largest + 1)) << name << largest;
    }
}

TEST(FreeSpace, IsThere) {
    const tests::ScratchDirectory scratch;
    const FreeSpace free = free_space(scratch.open().get());

    EXPECT_GT(free.inodes, 0U);
    EXPECT_GT(free.bytes, 0U);
}

} // namespace
} // namespace permap::base
