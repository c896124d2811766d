// SPDX-License-Identifier: Apache-2.0
// The records that begin and end every machine format, schema 1.
#pragma once

#include "report/json_text.hpp"
#include "report/records.hpp"

namespace permap::report {

[[nodiscard]] Json header_record(const Header& header);
[[nodiscard]] Json summary_record(const Summary& summary);

} // namespace permap::report
