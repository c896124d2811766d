// SPDX-License-Identifier: Apache-2.0
#include "cli/choices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(Choices, AreTheWordsThatAreMeantLiterally) {
    const Choices choices = choices_of("auto|always|mapped-xattr");

    EXPECT_THAT(choices.words, ElementsAre("auto", "always", "mapped-xattr"));
    EXPECT_FALSE(choices.is_open);
    EXPECT_FALSE(choices.is_list);
}

TEST(Choices, AreAllModelsForTheKindMODEL) {
    EXPECT_THAT(choices_of("MODEL").words,
                UnorderedElementsAre("passthrough", "none", "mapped-xattr", "mapped-file",
                                     "fake-super", "override-stat"));
}

TEST(Choices, AreSeveritiesFromTheLeast) {
    EXPECT_THAT(choices_of("none|SEVERITY").words,
                ElementsAre("none", "info", "low", "medium", "high", "critical"));
}

TEST(Choices, AreRulesOfWhichSeveralMayStandBetweenCommas) {
    const Choices choices = choices_of("RULE,...");

    EXPECT_THAT(choices.words, Contains("setuid-file"));
    EXPECT_TRUE(choices.is_list);
    EXPECT_FALSE(choices.is_open);
}

TEST(Choices, AreFilesBesideWords) {
    const Choices choices = choices_of("FILE|none");

    EXPECT_THAT(choices.words, ElementsAre("none"));
    EXPECT_TRUE(choices.are_files);
    EXPECT_FALSE(choices.are_directories);
    EXPECT_TRUE(choices.is_open);
}

TEST(Choices, AreFilesForRunsAndDirectoriesForPaths) {
    const Choices choices = choices_of("RUN|PATH");

    EXPECT_TRUE(choices.are_files);
    EXPECT_TRUE(choices.are_directories);
}

TEST(Choices, AreOpenForKindsThatNobodyCanEnumerate) {
    const Choices choices = choices_of("USER[:GROUP]");

    EXPECT_THAT(choices.words, IsEmpty());
    EXPECT_TRUE(choices.is_open);
    EXPECT_FALSE(choices.are_files);
}

TEST(Choices, AreNoneForAFlag) {
    const Choices choices = choices_of("");

    EXPECT_THAT(choices.words, IsEmpty());
    EXPECT_FALSE(choices.is_open);
}

} // namespace
} // namespace permap::cli
