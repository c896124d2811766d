// SPDX-License-Identifier: Apache-2.0
// Document: a format that is written at the end, from records in order; `SortedReporter` collects
// and orders them. A new one is one file with a Document, a line in documents.hpp and a row in
// formats.cpp.
#pragma once

#include "report/json_text.hpp"
#include "report/output.hpp"
#include "report/records.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace permap::report {

/// What a record is about; a document gets them in this order.
enum class Part : std::uint8_t { record, change, finding, problem };

/// The order within a part. Records of `Part::record` keep the order in which they were made.
enum class Order : std::uint8_t {
    by_path,     ///< roots as they were named, a directory's entries before what lies deeper
    by_severity, ///< findings: the worst first, then by path
};

/// Used from one thread: begin, any number of records, end. Nothing is held for later that grows
/// with their number.
class Document {
public:
    Document() = default;
    virtual ~Document() = default;
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    /// All numbers are known from the beginning.
    virtual void begin(const Header& header, const Summary& summary, Output& out) = 0;
    /// One record as a line of JSON, without its newline.
    virtual void add(Part part, std::string_view line, Output& out) = 0;
    virtual void end(Output& out) = 0;
};

} // namespace permap::report
