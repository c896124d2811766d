// SPDX-License-Identifier: Apache-2.0
#include "report/formats.hpp"

#include "report/documents.hpp"
#include "report/mtree.hpp"
#include "report/ndjson.hpp"
#include "report/sorted_reporter.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace permap::report {
namespace {

constexpr Holds kAllButEntries = Holds::findings | Holds::records;

constexpr std::array kFormats = {
    Format{"text", "for people: by rule, the most severe first, with examples", kAllButEntries,
           make_text},
    Format{"ndjson", "one JSON object a line, in the order of the walk",
           kAllButEntries | Holds::entries, make_ndjson, make_lines_document},
    Format{"json", "the same records in one JSON object, in order", kAllButEntries, nullptr,
           make_json_document},
    Format{"sarif", "SARIF 2.1.0, for code scanning", Holds::findings, nullptr,
           make_sarif_document},
    Format{"junit", "JUnit XML: a test case for each finding", Holds::findings, nullptr,
           make_junit_document},
    Format{"html", "one page for people, with a table and a map", Holds::findings, nullptr,
           make_html_document, Order::by_severity},
    Format{"github", "annotations of GitHub Actions", Holds::findings, nullptr,
           make_github_document, Order::by_severity},
    Format{"mtree", "mtree(5), which other programs read", Holds::entries, make_mtree},
};

bool can_hold(const Format& format, Holds wanted) {
    return (static_cast<unsigned>(format.holds) & static_cast<unsigned>(wanted)) != 0;
}

} // namespace

std::unique_ptr<Reporter> Format::make(std::FILE* out, const Options& options) const {
    const bool is_document =
        stream == nullptr || (options.sort == Sort::yes && document != nullptr);
    return is_document ? make_sorted(out, document(options), order) : stream(out, options);
}

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
