// SPDX-License-Identifier: Apache-2.0
// The parts of the html report that are markup: title, totals, the empty places that the page's
// script fills. Every function returns markup.
#pragma once

#include "report/records.hpp"

#include <string>

namespace permap::report {

[[nodiscard]] std::string page_title(const Header& header);
/// The head of the page, with what can be read without a script.
[[nodiscard]] std::string page_totals(const Header& header, const Summary& summary);
/// Rules, treemap and table, for a page with `findings`, of which `most` at most are in the table.
[[nodiscard]] std::string page_sections(const Summary& summary, std::size_t findings,
                                        std::size_t most);
[[nodiscard]] std::string page_footer(const Header& header);

} // namespace permap::report
