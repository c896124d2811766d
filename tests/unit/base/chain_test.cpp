// SPDX-License-Identifier: Apache-2.0
#include "base/chain.hpp"

#include <gtest/gtest.h>

namespace permap::base {
namespace {

struct Link {
    Link(std::shared_ptr<const Link> above, int& counter)
        : parent(std::move(above)), alive(counter) {
        ++alive;
    }
    ~Link() {
        --alive;
        let_go_of_ancestors(std::move(parent));
    }
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    std::shared_ptr<const Link> parent;
    int& alive;
};

std::shared_ptr<const Link> make_chain(int length, int& alive) {
    std::shared_ptr<const Link> last;
    for (int i = 0; i < length; ++i) {
        last = std::make_shared<const Link>(std::move(last), alive);
    }
    return last;
}

TEST(LetGoOfAncestors, DestroysAMillionWithoutNesting) {
    int alive = 0;
    std::shared_ptr<const Link> last = make_chain(1'000'000, alive);

    last.reset(); // nested, this overflows the stack

    EXPECT_EQ(alive, 0);
}

TEST(LetGoOfAncestors, LeavesWhatOthersHold) {
    int alive = 0;
    std::shared_ptr<const Link> last = make_chain(10, alive);
    const std::shared_ptr<const Link> held = last->parent->parent;

    last.reset();

    EXPECT_EQ(alive, 8);
}

TEST(LetGoOfAncestors, KeepsTwoChainsApart) {
    int alive = 0;
    std::shared_ptr<const Link> one = make_chain(5, alive);
    std::shared_ptr<const Link> other = std::make_shared<const Link>(one, alive);

    one.reset();
    EXPECT_EQ(alive, 6);
    other.reset();

    EXPECT_EQ(alive, 0);
}

} // namespace
} // namespace permap::base
