// SPDX-License-Identifier: Apache-2.0
#include "scanner/replaceable.hpp"

#include "base/chain.hpp"

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
    const std::uint64_t below = below_;
    if (outer_) {
        outer_->count(below);
    }
    if (below > 0) {
        finding_.path = path();
        finding_.evidence.emplace_back("entries below", std::to_string(below));
        sink_.add(std::move(finding_));
    }
    base::let_go_of_ancestors(std::move(outer_));
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
