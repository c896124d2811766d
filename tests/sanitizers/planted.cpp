// SPDX-License-Identifier: Apache-2.0
// usage: planted KIND
//
// Makes one mistake that a sanitizer must report, or something right (kinds beginning with
// `right`) that the thread sanitizer must not complain about. It is code as ours would be:
// bodies of oneTBB tasks that feed each other. CMakeLists.txt has the list of kinds.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for_each.h>
#include <tbb/task_arena.h>

namespace {

constexpr int kThreads = 8;
constexpr int kDepth = 6;

/// As the walker and the replay have it: a parent that its children see.
struct Node {
    std::shared_ptr<Node> parent;
    int depth = 0;
    int note = 0;                ///< no synchronisation: written before a node is handed on
    std::atomic<int> pending{3}; ///< two children and the node itself
};
using NodePtr = std::shared_ptr<Node>;
using Feeder = tbb::feeder<NodePtr>;

/// Holds a task back until tasks run on a second thread (one second at most), without ordering
/// anything: a planted race needs two threads.
void wait_for_company(std::atomic<int>& threads) {
    thread_local bool is_counted = false;
    if (!is_counted) {
        is_counted = true;
        threads.fetch_add(1, std::memory_order_relaxed);
    }
    for (int i = 0; i < 1000 && threads.load(std::memory_order_relaxed) < 2; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

/// A tree of tasks; `visit` runs for each, before its children are fed, `after` when they were.
void run(const std::function<void(Node&)>& visit, const std::function<void(Node&)>& after) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, kThreads);
    tbb::task_arena arena(kThreads);
    std::atomic<int> threads{0};
    const auto body = [&](const NodePtr& node, Feeder& feeder) {
        if (node->parent) {
            wait_for_company(threads);
        }
        visit(*node);
        for (int i = 0; i < 2 && node->depth < kDepth; ++i) {
            auto child = std::make_shared<Node>();
            child->parent = node;
            child->depth = node->depth + 1;
            child->note = child->depth;
            feeder.add(std::move(child));
        }
        after(*node);
    };
    arena.execute([&] {
        const std::vector<NodePtr> first = {std::make_shared<Node>()};
        tbb::parallel_for_each(first.begin(), first.end(), body);
    });
}

void nothing(Node& /*node*/) {
}

/// Several times in a task: two accesses in the very same moment can escape the sanitizer.
void race_on_counter() {
    int counter = 0;
    run(
        [&](Node& /*node*/) {
            for (int i = 0; i < 5; ++i) {
                ++counter;
                std::this_thread::sleep_for(std::chrono::microseconds(100));
            }
        },
        nothing);
    std::printf("%d\n", counter);
}

/// The parent is written to after its children were handed on, which read it.
void race_on_parent() {
    std::atomic<int> sum{0};
    run(
        [&](Node& node) {
            if (node.parent) {
                sum.fetch_add(node.parent->note, std::memory_order_relaxed);
            }
        },
        [](Node& node) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            node.note = -1;
        });
    std::printf("%d\n", sum.load());
}

void race_on_map() {
    std::map<int, int> seen;
    run([&](Node& node) { ++seen[node.depth]; }, nothing);
    std::printf("%zu\n", seen.size());
}

/// What a parent wrote before feeding is read by children, tallies are per thread and combined
/// after the walk, and the last child finishes its parent: all of it in order.
void right() {
    tbb::enumerable_thread_specific<int> tallies;
    std::vector<int> done;
    std::atomic<int> finished{0};
    run([&](Node& node) { tallies.local() += node.parent ? node.parent->note : 0; },
        [&](Node& node) {
            const int own = node.depth < kDepth ? 1 : 3;
            for (Node* at = &node; at != nullptr; at = at->parent.get()) {
                const int taken = at == &node ? own : 1;
                if (at->pending.fetch_sub(taken) != taken) {
                    break;
                }
                at->note = -at->note; // the last one may
                finished.fetch_add(1, std::memory_order_relaxed);
            }
        });
    std::printf("%d of %d, %d\n", finished.load(), (1 << (kDepth + 1)) - 1,
                tallies.combine(std::plus<>()));
}

void overflow() {
    std::vector<char> bytes(16);
    char* volatile end = bytes.data() + bytes.size();
    *end = 1;
}

void use_after_free() {
    auto text = std::make_unique<std::string>(100, 'x');
    const char* volatile bytes = text->data();
    text.reset();
    std::printf("%c\n", bytes[1]);
}

void leak() {
    char* volatile lost = new char[64];
    lost = nullptr;
    std::printf("%d\n", lost == nullptr ? 0 : 1);
}

void undefined() {
    volatile int most = std::numeric_limits<int>::max();
    most = most + 1;
    std::printf("%d\n", most);
}

} // namespace

int main(int count, char** arguments) {
    const std::map<std::string, void (*)()> kinds = {{"race_on_counter", race_on_counter},
                                                     {"race_on_parent", race_on_parent},
                                                     {"race_on_map", race_on_map},
                                                     {"right", right},
                                                     {"overflow", overflow},
                                                     {"use_after_free", use_after_free},
                                                     {"leak", leak},
                                                     {"undefined", undefined}};
    const auto found = count == 2 ? kinds.find(arguments[1]) : kinds.end();
    if (found == kinds.end()) {
        std::fputs("usage: planted KIND\n", stderr);
        return 2;
    }
    found->second();
    return 0;
}
