// SPDX-License-Identifier: Apache-2.0
#include "scanner/replaceable.hpp"

#include <vector>

namespace permap::scanner {

Replaceable::Replaceable(Finding finding, std::shared_ptr<Replaceable> outer, FindingSink& sink)
    : finding_(std::move(finding)), outer_(std::move(outer)), path_length_(finding_.path.size()),
      sink_(sink) {
    if (outer_ && outer_->finding_.path != ".") {
        finding_.path.erase(0, outer_->path_length_ + 1);
    }
}

Replaceable::~Replaceable() {
    hand_on();
    // unrolled: a chain destroyed by recursion would be thousands of frames deep
    for (std::shared_ptr<Replaceable> next = std::move(outer_); next && next.use_count() == 1;) {
        next->hand_on();
        next->below_ = 0; // its own destructor has nothing left to say
        next = std::shared_ptr<Replaceable>(std::move(next->outer_));
    }
}

void Replaceable::hand_on() {
    const std::uint64_t below = below_;
    if (outer_) {
        outer_->count(below);
    }
    if (below > 0) {
        finding_.path = path();
        finding_.evidence.emplace_back("entries below", std::to_string(below));
        sink_.add(std::move(finding_));
    }
}

std::string Replaceable::path() const {
    std::vector<const std::string*> parts;
    for (const Replaceable* at = this; at != nullptr; at = at->outer_.get()) {
        if (at == this || at->finding_.path != ".") {
            parts.push_back(&at->finding_.path);
        }
    }
    std::string path = *parts.back();
    for (std::size_t i = parts.size() - 1; i-- > 0;) {
        path.append("/").append(*parts[i]);
    }
    return path;
}

} // namespace permap::scanner
