// SPDX-License-Identifier: Apache-2.0
#include "scanner/reach.hpp"

#include "base/ancestors.hpp"

namespace permap::scanner {
namespace {

constexpr std::uint32_t kSearchForOthers = 0001;

bool lets_others_through(std::uint32_t mode) {
    return (mode & kSearchForOthers) != 0;
}

} // namespace

Reach inside(const Reach& above, std::uint32_t mode, const std::string& path) {
    if (lets_others_through(mode)) {
        return above;
    }
    Reach reach = above;
    reach.host = reach.guest = false;
    if (!reach.blocked_by) {
        reach.blocked_by = std::make_shared<const std::string>(path);
    }
    return reach;
}

Reach reach_of_root(const std::string& real_path) {
    for (const base::Ancestor& ancestor : base::read_ancestors(real_path)) {
        if (!lets_others_through(ancestor.mode)) {
            return {.host = false,
                    .guest = true,
                    .blocked_by = std::make_shared<const std::string>(ancestor.path)};
        }
    }
    return {};
}

} // namespace permap::scanner
