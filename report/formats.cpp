// SPDX-License-Identifier: Apache-2.0
#include "report/formats.hpp"

#include "report/ndjson.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <array>

namespace permap::report {
namespace {

constexpr std::array kFormats = {
    Format{"text", "for people: by rule, the most severe first, with examples", make_text},
    Format{"ndjson", "one JSON object a line, in the order of the walk", make_ndjson},
};

} // namespace

std::span<const Format> formats() {
    return kFormats;
}

const Format* find_format(std::string_view name) {
    const auto at = std::ranges::find(kFormats, name, &Format::name);
    return at == kFormats.end() ? nullptr : &*at;
}

} // namespace permap::report
