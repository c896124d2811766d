// SPDX-License-Identifier: Apache-2.0
#include "base/sorted_spool.hpp"

#include "tests/support/result_matchers.hpp"

#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace permap::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using tests::Succeeds;
using Rows = std::vector<std::pair<std::string, std::string>>;

Rows rows_of(SortedSpool& spool) {
    Rows rows;
    for (;;) {
        const Result<std::optional<SortedSpool::Row>> row = spool.next();
        EXPECT_THAT(row, Succeeds());
        if (!row || !*row) {
            break;
        }
        rows.emplace_back((*row)->key, (*row)->value);
    }
    return rows;
}

TEST(SortedSpool, OrdersByTheBytesOfKeysThenOfValues) {
    auto spool = SortedSpool::create();
    ASSERT_THAT(spool, Succeeds());
    const std::string nul("a\0b", 3);
    for (const auto& [key, value] :
         Rows{{"b", "2"}, {"\xff", "x"}, {"b", "1"}, {nul, ""}, {"a", ""}}) {
        spool->add(key, value);
    }

    EXPECT_THAT(rows_of(*spool), ElementsAre(Pair("a", ""), Pair(nul, ""), Pair("b", "1"),
                                             Pair("b", "2"), Pair("\xff", "x")));
}

TEST(SortedSpool, TakesRowsFromManyThreads) {
    auto spool = SortedSpool::create();
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = 0; i < 250; ++i) {
                spool->add(std::to_string(10000 + i * 4 + thread), "");
            }
        });
    }
    threads.clear();

    const Rows rows = rows_of(*spool);

    ASSERT_EQ(rows.size(), 1000U);
    EXPECT_EQ(rows.front().first, "10000");
    EXPECT_EQ(rows.back().first, "10999");
}

TEST(SortedSpool, IsEmptyAtFirst) {
    auto spool = SortedSpool::create();

    EXPECT_THAT(rows_of(*spool), IsEmpty());
}

} // namespace
} // namespace permap::base
