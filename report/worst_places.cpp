// SPDX-License-Identifier: Apache-2.0
#include "report/worst_places.hpp"

#include <algorithm>
#include <string_view>

namespace permap::report {
namespace {

/// What one finding weighs, indexed by Severity: three of one level are about one of the next.
constexpr std::array<std::uint64_t, scanner::kSeverities> kWeights = {0, 1, 3, 10, 30};

/// A place holds at least this part of all: with more of them nobody reads the list.
constexpr std::uint64_t kShare = 10;

std::uint64_t weight_of(const WorstPlaces::Counts& counts) {
    std::uint64_t weight = 0;
    for (std::size_t at = 0; at < counts.size(); ++at) {
        weight += counts[at] * kWeights[at];
    }
    return weight;
}

void add_to(WorstPlaces::Counts& sum, const WorstPlaces::Counts& more) {
    std::ranges::transform(sum, more, sum.begin(), std::plus());
}

void take_from(WorstPlaces::Counts& sum, const WorstPlaces::Counts& less) {
    std::ranges::transform(sum, less, sum.begin(), std::minus());
}

std::string_view parent_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? "." : path.substr(0, slash);
}

std::size_t depth_of(std::string_view path) {
    return path == "." ? 0 : 1 + static_cast<std::size_t>(std::ranges::count(path, '/'));
}

/// The first `depth` components.
std::string_view cut(std::string_view path, std::size_t depth) {
    if (depth == 0) {
        return ".";
    }
    std::size_t at = 0;
    for (; depth > 0 && at != std::string_view::npos; --depth) {
        at = path.find('/', at + (at == 0 ? 0 : 1));
    }
    return path.substr(0, at);
}

} // namespace

void WorstPlaces::add(std::size_t root, const std::string& path, scanner::Severity severity) {
    Counts& counts = counts_[{root, std::string(cut(parent_of(path), depth_))}];
    ++counts[static_cast<std::size_t>(severity)];
    while (counts_.size() > most_ && depth_ > 0) {
        cut_one_higher();
    }
}

void WorstPlaces::cut_one_higher() {
    --depth_;
    std::map<Directory, Counts> higher;
    for (const auto& [directory, counts] : counts_) {
        add_to(higher[{directory.root, std::string(cut(directory.path, depth_))}], counts);
    }
    counts_ = std::move(higher);
}

std::vector<WorstPlaces::Place> WorstPlaces::all() const {
    std::vector<Place> places;
    places.reserve(counts_.size());
    for (const auto& [directory, counts] : counts_) {
        places.push_back({directory, counts});
    }
    return places;
}

std::vector<WorstPlaces::Place> WorstPlaces::heaviest() const {
    std::map<Directory, Counts> below; // with all that is further down
    Counts all = {};
    for (const auto& [directory, counts] : counts_) {
        add_to(all, counts);
        for (std::string_view path = directory.path;; path = parent_of(path)) {
            add_to(below[{directory.root, std::string(path)}], counts);
            if (path == ".") {
                break;
            }
        }
    }
    std::vector<Place> places;
    for (std::size_t depth = depth_ + 1; depth-- > 0;) {
        for (const auto& [directory, counts] : below) {
            if (depth_of(directory.path) != depth || weight_of(counts) * kShare < weight_of(all) ||
                weight_of(counts) == 0) {
                continue;
            }
            places.push_back({directory, counts});
            std::string_view above = directory.path;
            while (above != ".") {
                above = parent_of(above);
                take_from(below[{directory.root, std::string(above)}], places.back().counts);
            }
        }
    }
    std::ranges::stable_sort(places, [](const Place& left, const Place& right) {
        const std::uint64_t heavier = weight_of(left.counts);
        return heavier != weight_of(right.counts) ? heavier > weight_of(right.counts)
                                                  : left.directory < right.directory;
    });
    return places;
}

} // namespace permap::report
