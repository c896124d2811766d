// SPDX-License-Identifier: Apache-2.0
// VisitorPair: two visitors on one walk, so that they see the same tree.
#pragma once

#include "scanner/walker.hpp"

namespace permap::scanner {

class VisitorPair final : public Visitor {
public:
    /// Both outlive it; `first` alone hears of the walk's problems.
    VisitorPair(Visitor& first, Visitor& second) : first_(first), second_(second) {}

    void visit_root(const Directory& root, Entry& entry) override {
        first_.visit_root(root, entry);
        second_.visit_root(root, entry);
    }
    void visit(const Directory& directory, int dirfd, std::span<Entry> entries) override {
        first_.visit(directory, dirfd, entries);
        second_.visit(directory, dirfd, entries);
    }
    void problem(Problem problem) override { first_.problem(std::move(problem)); }

private:
    Visitor& first_;
    Visitor& second_;
};

} // namespace permap::scanner
