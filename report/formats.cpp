// SPDX-License-Identifier: Apache-2.0
#include "report/formats.hpp"

#include "report/mtree.hpp"
#include "report/ndjson.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace permap::report {
namespace {

constexpr std::array kFormats = {
    Format{"text", "for people: by rule, the most severe first, with examples", Holds::findings,
           make_text},
    Format{"ndjson", "one JSON object a line, in the order of the walk", Holds::both, make_ndjson},
    Format{"mtree", "mtree(5), which other programs read", Holds::entries, make_mtree},
};

bool can_hold(const Format& format, Holds wanted) {
    return format.holds == Holds::both || format.holds == wanted;
}

} // namespace

std::span<const Format> formats() {
    return kFormats;
}

const Format* find_format(std::string_view name, Holds wanted) {
    const auto at = std::ranges::find(kFormats, name, &Format::name);
    return at == kFormats.end() || !can_hold(*at, wanted) ? nullptr : &*at;
}

std::string format_names(Holds wanted) {
    std::string names;
    for (const Format& format : kFormats) {
        if (can_hold(format, wanted)) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", format.name);
        }
    }
    return names;
}

} // namespace permap::report
