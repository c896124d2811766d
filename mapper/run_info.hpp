// SPDX-License-Identifier: Apache-2.0
// The text form of RunInfo inside a run file: one JSON object, so that `sqlite3` and people can
// read it. Pure.
#pragma once

#include "mapper/run_file.hpp"

#include <optional>

namespace permap::mapper {

[[nodiscard]] std::string to_json(const RunInfo& info);
[[nodiscard]] base::Result<RunInfo> parse_run_info(const std::string& json);
[[nodiscard]] std::optional<RunState> parse_run_state(std::string_view text);

} // namespace permap::mapper
