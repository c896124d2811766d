// SPDX-License-Identifier: Apache-2.0
#include "base/bounded_queue.hpp"

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::base {
namespace {

using testing::ElementsAre;

std::vector<int> drain(BoundedQueue<int>& queue) {
    std::vector<int> items;
    while (const std::optional<int> item = queue.pop()) {
        items.push_back(*item);
    }
    return items;
}

TEST(BoundedQueue, KeepsTheOrder) {
    BoundedQueue<int> queue(3);
    for (const int item : {1, 2, 3}) {
        ASSERT_TRUE(queue.push(item));
    }
    queue.close();

    EXPECT_THAT(drain(queue), ElementsAre(1, 2, 3));
}

TEST(BoundedQueue, TakesNothingOnceClosed) {
    BoundedQueue<int> queue(3);
    queue.close();

    EXPECT_FALSE(queue.push(1));
    EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, MakesAProducerWaitWhileItIsFull) {
    BoundedQueue<int> queue(1);
    ASSERT_TRUE(queue.push(1));
    std::atomic<bool> is_pushed = false;
    const std::jthread producer([&] { is_pushed = queue.push(2); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_FALSE(is_pushed);

    EXPECT_EQ(queue.pop(), 1);
    EXPECT_EQ(queue.pop(), 2);
}

TEST(BoundedQueue, FreesWaitingProducersWhenClosed) {
    BoundedQueue<int> queue(1);
    ASSERT_TRUE(queue.push(1));
    std::atomic<int> answer = -1;
    std::jthread producer([&] { answer = queue.push(2) ? 1 : 0; });

    queue.close();
    producer.join();

    EXPECT_EQ(answer, 0);
}

TEST(BoundedQueue, LosesNothingBetweenManyThreads) {
    BoundedQueue<int> queue(4);
    std::atomic<int> running = 4;
    std::vector<std::jthread> producers;
    for (int i = 0; i < 4; ++i) {
        producers.emplace_back([&] {
            for (int item = 0; item < 500; ++item) {
                queue.push(item);
            }
            if (--running == 0) {
                queue.close();
            }
        });
    }

    EXPECT_EQ(drain(queue).size(), 2000U);
}

} // namespace
} // namespace permap::base
