// SPDX-License-Identifier: Apache-2.0
// The formats that are written at the end, in order; each is in a file of its own name.
#pragma once

#include "report/document.hpp"
#include "report/formats.hpp"

#include <memory>

namespace permap::report {

/// One record a line: ndjson, but sorted.
[[nodiscard]] std::unique_ptr<Document> make_lines_document(const Options& options);
[[nodiscard]] std::unique_ptr<Document> make_json_document(const Options& options);
[[nodiscard]] std::unique_ptr<Document> make_sarif_document(const Options& options);
[[nodiscard]] std::unique_ptr<Document> make_junit_document(const Options& options);
[[nodiscard]] std::unique_ptr<Document> make_html_document(const Options& options);
[[nodiscard]] std::unique_ptr<Document> make_github_document(const Options& options);

} // namespace permap::report
