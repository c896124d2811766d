// SPDX-License-Identifier: Apache-2.0
#include "report/json_text.hpp"

#include "base/quote.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace permap::report {
namespace {

/// Bytes: room for most records.
constexpr std::size_t kUsualRecord = 256;

/// ASCII without escapes.
bool stands_for_itself(std::string_view text) {
    return std::ranges::all_of(
        text, [](char byte) { return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\'; });
}

} // namespace

void set_name(Json& object, const std::string& key, std::string_view bytes) {
    if (base::is_utf8(bytes)) {
        object[key] = bytes;
        return;
    }
    object[key] = base::to_utf8(bytes);
    object[key + "_b64"] = base::base64(bytes);
}

std::string name_in(const Json& object, const std::string& key) {
    const auto encoded = object.find(key + "_b64");
    if (encoded != object.end() && encoded->is_string()) {
        return base::from_base64(encoded->get<std::string>()).value_or(std::string());
    }
    const auto text = object.find(key);
    return text != object.end() && text->is_string() ? text->get<std::string>() : std::string();
}

Json text_or_null(std::string_view text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

std::string to_json_text(const Json& value) {
    // Text from elsewhere (messages of the C library) may be in any encoding: replace, never throw.
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_line(const Json& object) {
    return to_json_text(object) + "\n";
}

RecordText::RecordText(std::string_view type) {
    line_.reserve(kUsualRecord);
    text("type", type);
}

void RecordText::number(std::string_view key, std::uint64_t value) {
    begin(key);
    const fmt::format_int digits(value);
    line_.append(digits.data(), digits.size());
}

void RecordText::flag(std::string_view key) {
    begin(key);
    line_ += "true";
}

void RecordText::text(std::string_view key, std::string_view value) {
    begin(key);
    quoted(value);
}

void RecordText::text_or_null(std::string_view key, std::string_view value) {
    if (value.empty()) {
        begin(key);
        line_ += "null";
    } else {
        text(key, value);
    }
}

void RecordText::open(std::string_view key) {
    begin(key);
    line_ += '{';
}

void RecordText::name(std::string_view key, std::string_view bytes) {
    begin(key);
    if (stands_for_itself(bytes) || base::is_utf8(bytes)) {
        quoted(bytes);
        return;
    }
    quoted(base::to_utf8(bytes));
    begin(std::string(key) + "_b64");
    quoted(base::base64(bytes));
}

std::string RecordText::take() {
    line_ += '}';
    return std::move(line_);
}

void RecordText::begin(std::string_view key) {
    if (line_.empty()) {
        line_ += '{';
    } else if (line_.back() != '{') { // the first field of an object that was opened
        line_ += ',';
    }
    quoted(key);
    line_ += ':';
}

void RecordText::quoted(std::string_view value) {
    if (!stands_for_itself(value)) {
        line_ += to_json_text(value); // the library knows how to escape
        return;
    }
    line_ += '"';
    line_ += value;
    line_ += '"';
}

} // namespace permap::report
