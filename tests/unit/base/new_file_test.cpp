// SPDX-License-Identifier: Apache-2.0
#include "base/new_file.hpp"

#include "tests/support/scratch_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/stat.h>
#include <unistd.h>

namespace permap::base {
namespace {

namespace stdfs = std::filesystem;

Result<void> write_new(const std::string& path, const char* text) {
    PERMAP_TRY_ASSIGN(NewFile file, NewFile::create(path, 0640));
    std::fputs(text, file.stream());
    return file.put_in_place();
}

std::string read(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

class NewFileTest : public testing::Test {
protected:
    tests::ScratchDirectory scratch_;
};

TEST_F(NewFileTest, TakesThePlaceOfTheOldOne) {
    const std::string path = scratch_.path_of("file");
    ASSERT_TRUE(write_new(path, "old"));
    ASSERT_TRUE(write_new(path, "new"));

    EXPECT_EQ(read(path), "new");
    EXPECT_EQ(stdfs::status(path).permissions(), stdfs::perms(0640));
}

TEST_F(NewFileTest, WhatWasNotPutInPlaceIsGone) {
    const std::string path = scratch_.path_of("file");
    ASSERT_TRUE(write_new(path, "old"));
    {
        Result<NewFile> file = NewFile::create(path, 0640);
        ASSERT_TRUE(file);
        std::fputs("torso", file->stream());
    }

    EXPECT_EQ(read(path), "old");
    EXPECT_EQ(std::distance(stdfs::directory_iterator(scratch_.path_of(".")), {}), 1);
}

TEST_F(NewFileTest, FollowsALink) {
    const std::string path = scratch_.path_of("file");
    ASSERT_TRUE(write_new(path, "old"));
    ASSERT_EQ(::symlink("file", scratch_.path_of("link").c_str()), 0);

    ASSERT_TRUE(write_new(scratch_.path_of("link"), "new"));

    EXPECT_TRUE(stdfs::is_symlink(scratch_.path_of("link")));
    EXPECT_EQ(read(path), "new");
}

TEST_F(NewFileTest, ReplacesNothingButFiles) {
    const std::string path = scratch_.path_of("fifo");
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);

    const Result<void> written = write_new(path, "new");

    ASSERT_FALSE(written);
    EXPECT_THAT(to_text(written.error()), testing::HasSubstr("is no regular file"));
    EXPECT_TRUE(stdfs::is_fifo(path));
}

} // namespace
} // namespace permap::base
