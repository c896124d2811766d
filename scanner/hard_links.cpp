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
    const auto [at, is_new] = part.seen.try_emplace(key);
    Outside& link = at->second;
    if (is_new) {
        link = {.kind = facts.state.kind,
                .mode = facts.state.mode,
                .uid = facts.state.uid,
                .gid = facts.state.gid,
                .nlink = facts.nlink,
                .seen = 0,
                .path = path};
    } else if (path < link.path) {
        link.path = path;
    }
    if (++link.seen == link.nlink && sightings_ == Sightings::once) {
        part.seen.erase(at);
    }
}

codec::Facts HardLinks::Outside::facts() const {
    codec::Facts facts;
    facts.state.kind = kind;
    facts.state.mode = mode;
    facts.state.uid = uid;
    facts.state.gid = gid;
    facts.nlink = nlink;
    return facts;
}

std::vector<HardLinks::Outside> HardLinks::take_outside() {
    std::vector<Outside> found;
    for (Part& part : parts_) {
        const std::lock_guard lock(part.mutex);
        for (auto& [key, link] : part.seen) {
            if (link.seen < link.nlink) {
                found.push_back(std::move(link));
            }
        }
        part.seen.clear();
    }
    std::ranges::sort(found, {}, &Outside::path);
    return found;
}

} // namespace permap::scanner
