// SPDX-License-Identifier: Apache-2.0
// SortedReporter: collects what a walk says in any order and writes it as a document in the end:
// the same tree gives the same bytes, whatever the number of threads. It sorts in a temporary file,
// so memory does not grow with the number of findings.
#pragma once

#include "report/document.hpp"
#include "report/reporter.hpp"

#include <cstdio>
#include <memory>

namespace permap::report {

/// `out` stays the caller's and outlives the reporter. Nothing is written before the summary, and
/// the summary loses its duration.
[[nodiscard]] std::unique_ptr<Reporter>
make_sorted(std::FILE* out, std::unique_ptr<Document> document, Order order);

} // namespace permap::report
