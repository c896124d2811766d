// SPDX-License-Identifier: Apache-2.0
#include "scanner/hard_links.hpp"

#include <algorithm>

namespace permap::scanner {

bool has_other_names(const codec::Facts& facts) {
    return facts.nlink > 1 && facts.state.kind != codec::Kind::directory;
}

std::size_t HardLinks::Hash::operator()(const Key& key) const {
    return std::hash<std::uint64_t>()(key.inode * 0x9e3779b97f4a7c15ULL + key.device);
}

void HardLinks::add(const codec::Facts& facts, const std::string& path) {
    const Key key = {facts.device, facts.identity.inode};
    Part& part = parts_[key.inode % parts_.size()];
    const std::lock_guard lock(part.mutex);
    const auto at = part.seen.try_emplace(key, Outside{facts, path, 0}).first;
    Outside& link = at->second;
    link.path = std::min(link.path, path);
    if (++link.seen == link.facts.nlink && sightings_ == Sightings::once) {
        part.seen.erase(at);
    }
}

std::vector<HardLinks::Outside> HardLinks::outside() const {
    std::vector<Outside> found;
    for (const Part& part : parts_) {
        const std::lock_guard lock(part.mutex);
        for (const auto& [key, link] : part.seen) {
            if (link.seen < link.facts.nlink) {
                found.push_back(link);
            }
        }
    }
    std::ranges::sort(found, {}, &Outside::path);
    return found;
}

} // namespace permap::scanner
