// SPDX-License-Identifier: Apache-2.0
// The records as one JSON object, and sorted ndjson.
#include "report/documents.hpp"
#include "report/summary_record.hpp"

#include <algorithm>
#include <array>

namespace permap::report {
namespace {

class LinesDocument final : public Document {
public:
    void begin(const Header& header, const Summary& summary, Output& out) override {
        out.write(to_line(header_record(header)));
        summary_ = to_line(summary_record(summary));
    }
    void add(Part /*part*/, std::string_view line, Output& out) override {
        out.write(line);
        out.write("\n");
    }
    void end(Output& out) override { out.write(summary_); }

private:
    std::string summary_;
};

struct Array {
    std::string_view name;
    bool is_always_there;
};

/// By Part.
constexpr std::array<Array, 4> kArrays = {
    {{"records", false}, {"changes", false}, {"findings", true}, {"problems", true}}};

class JsonDocument final : public Document {
public:
    void begin(const Header& header, const Summary& summary, Output& out) override {
        out.write("{\"header\":" + to_json_text(header_record(header)));
        summary_ = to_json_text(summary_record(summary));
    }
    void add(Part part, std::string_view line, Output& out) override;
    void end(Output& out) override;

private:
    void advance(std::size_t to, Output& out);

    std::string summary_;
    std::size_t next_ = 0;    ///< of kArrays: all before it were opened or left out
    bool is_open_ = false;    ///< an array is
    bool has_record_ = false; ///< and it has something in it
};

/// Closes what is open and goes on until the array `to` is open; past the last: none.
void JsonDocument::advance(std::size_t to, Output& out) {
    for (; next_ < std::min(to + 1, kArrays.size()); ++next_) {
        const bool opens = next_ == to || kArrays[next_].is_always_there;
        if (!opens) {
            continue;
        }
        out.write(is_open_ ? (has_record_ ? "\n]" : "]") : "");
        out.write(",\n\"" + std::string(kArrays[next_].name) + "\":[");
        is_open_ = true;
        has_record_ = false;
    }
}

void JsonDocument::add(Part part, std::string_view line, Output& out) {
    advance(static_cast<std::size_t>(part), out);
    out.write(has_record_ ? ",\n" : "\n");
    out.write(line);
    has_record_ = true;
}

void JsonDocument::end(Output& out) {
    advance(kArrays.size(), out);
    out.write(has_record_ ? "\n],\n\"summary\":" : "],\n\"summary\":");
    out.write(summary_);
    out.write("}\n");
}

} // namespace

std::unique_ptr<Document> make_lines_document(const Options& /*options*/) {
    return std::make_unique<LinesDocument>();
}

std::unique_ptr<Document> make_json_document(const Options& /*options*/) {
    return std::make_unique<JsonDocument>();
}

} // namespace permap::report
