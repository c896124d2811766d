// SPDX-License-Identifier: Apache-2.0
// Metrics of one run as a text file for Prometheus (the textfile collector of its node exporter).
#pragma once

#include "base/result.hpp"
#include "cli/exit_status.hpp"
#include "report/records.hpp"

#include <cstdint>
#include <string>

namespace permap::cli {

/// The text exposition format. `now`: seconds since 1970.
[[nodiscard]] std::string metrics_text(const report::Header& header, const report::Summary& summary,
                                       ExitStatus status, std::int64_t now);

/// Puts the text in the place of `path` at once: whoever reads sees the old or the new, whole. On
/// an error the old one stays.
[[nodiscard]] base::Result<void> write_metrics(const std::string& path, const std::string& text);

} // namespace permap::cli
