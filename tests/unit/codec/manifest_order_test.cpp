// SPDX-License-Identifier: Apache-2.0
#include "codec/manifest_order.hpp"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace permap::codec {
namespace {

using testing::ElementsAre;

bool is_before(const std::string& left, const std::string& right) {
    return compare_places(place_of(left), place_of(right)) < 0;
}

TEST(ManifestOrder, IsByDirectoryThenName) {
    const std::vector<std::string> ordered = {".", "a", "a.b", "b", "a/b", "a/z", "a/b/c", "a.b/c"};
    std::vector<std::string> by_key = {"a/z", "a.b", "a/b/c", ".", "a", "a/b", "b", "a.b/c"};
    std::vector<std::string> by_place = by_key;

    std::ranges::sort(by_key, {}, manifest_key);
    std::ranges::sort(by_place, is_before);

    EXPECT_EQ(by_key, ordered);
    EXPECT_EQ(by_place, ordered);
}

TEST(ManifestOrder, TakesNamesAsBytes) {
    std::vector<std::string> paths = {"a/x", "a\xff/x", "a!/x", "a\n/x", "\xff", "a", "\x01", "~"};

    std::ranges::sort(paths, is_before);

    EXPECT_THAT(paths, ElementsAre("\x01", "a", "~", "\xff", "a/x", "a\n/x", "a!/x", "a\xff/x"));
}

/// With all that a path may have around a slash, and with what only a foreign manifest has.
rc::Gen<std::string> path() {
    return rc::gen::nonEmpty(rc::gen::container<std::string>(
        rc::gen::element('a', 'b', '/', '/', '.', '!', '\n', '\xff')));
}

RC_GTEST_PROP(ManifestOrder, OfPathsIsThatOfTheirKeys, ()) {
    const std::string start = *rc::gen::container<std::string>(rc::gen::element('a', 'b', '/'));
    const std::string left = start + *path();
    const std::string right = start + *path();

    RC_ASSERT((compare_places(place_of(left), place_of(right)) ==
               (manifest_key(left) <=> manifest_key(right))));
}

} // namespace
} // namespace permap::codec
