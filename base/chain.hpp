// SPDX-License-Identifier: Apache-2.0
// A chain of parents that is as long as a tree is deep, destroyed without recursion.
#pragma once

#include <memory>
#include <utility>

namespace permap::base {

/// For the destructor of something that holds its parent, which holds its own: lets go of `parent`,
/// and of all ancestors that nobody else holds, one after the other. Destroyed by themselves they
/// would nest, thousands of frames deep. Does not ask for use counts, which say nothing of what
/// another thread did before it let go: that would be a race. Any thread.
template <typename Node>
void let_go_of_ancestors(std::shared_ptr<Node> parent) {
    // Of the call further out on this thread, whose loop takes what is left there; null outside.
    thread_local std::shared_ptr<Node>* left = nullptr;
    if (left != nullptr) {
        *left = std::move(parent);
        return;
    }
    while (parent) {
        std::shared_ptr<Node> next;
        left = &next;
        parent.reset();
        left = nullptr;
        parent = std::move(next);
    }
}

} // namespace permap::base
