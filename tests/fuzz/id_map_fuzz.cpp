// SPDX-License-Identifier: Apache-2.0
// codec::add_map_file and match_names: files that people hand over. What is accepted never takes
// two ids to one.
#include "codec/id_map_text.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using permap::codec::IdMap;
using permap::codec::IdRange;
using permap::fuzz::require;

namespace {

void check(const IdMap& map) {
    for (const IdRange& range : map.ranges()) {
        require(range.count > 0);
        require(map.find(range.from) == range.to);
        require(map.find(range.from + range.count - 1) == range.to + range.count - 1);
        require(map.leads_to(range.to));
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = permap::fuzz::text_of(data, size);
    permap::codec::IdRanges ranges;
    if (permap::codec::add_map_file(text, ranges)) {
        if (const auto maps = ranges.check()) {
            check(maps->users);
            check(maps->groups);
        }
    }
    const std::size_t middle = text.size() / 2;
    if (const auto names =
            permap::codec::match_names(text.substr(0, middle), text.substr(middle))) {
        if (const auto map = IdMap::create(*names)) {
            check(*map);
        }
    }
    return 0;
}
