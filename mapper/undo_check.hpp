// SPDX-License-Identifier: Apache-2.0
// What undoing a run would make real on the host again: devices, set-id programs, capabilities. The
// guest may have rewritten their contents since, so the user has to say that it is all right.
#pragma once

#include "mapper/run_file.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace permap::mapper {

/// Called for each entry, with its path and the rules that speak against it.
using UseMadeReal = std::function<void(std::span<const std::string_view> rules,
                                       const std::string& path, const Record& record)>;

/// Goes through the rows of the run; from one thread.
[[nodiscard]] base::Result<void> find_made_real(RunReader& run, const RunInfo& info,
                                                const UseMadeReal& use);

} // namespace permap::mapper
