// SPDX-License-Identifier: Apache-2.0
// Names in JSON: exact text where the bytes are UTF-8, otherwise readable text and the exact bytes
// beside it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace permap::report {

/// Keeps the fields in the order in which they were set.
using Json = nlohmann::ordered_json;

/// null for an empty text.
[[nodiscard]] Json text_or_null(std::string_view text);

/// Sets `key`, and `key`_b64 where `bytes` are not UTF-8.
void set_name(Json& object, const std::string& key, std::string_view bytes);

/// The bytes that `set_name` was given; empty where there is no such field.
[[nodiscard]] std::string name_in(const Json& object, const std::string& key);

/// All of it on one line, without a newline.
[[nodiscard]] std::string to_json_text(const Json& value);

/// The same with its newline.
[[nodiscard]] std::string to_line(const Json& object);

/// A record as text, written field by field in the order of the calls: of entries there are as many
/// as in the tree, and of findings too, and making a `Json` of each would cost more than reading
/// it.
class RecordText {
public:
    explicit RecordText(std::string_view type);

    void number(std::string_view key, std::uint64_t value);
    /// What is not UTF-8 in `value` is replaced.
    void text(std::string_view key, std::string_view value);
    /// null for an empty text.
    void text_or_null(std::string_view key, std::string_view value);
    void flag(std::string_view key); ///< true
    /// As set_name.
    void name(std::string_view key, std::string_view bytes);
    /// The fields that follow are in an object of their own, until `close`.
    void open(std::string_view key);
    void close() { line_ += '}'; }

    /// The record, without a newline.
    [[nodiscard]] std::string take();

private:
    void begin(std::string_view key);
    void quoted(std::string_view value);

    std::string line_;
};

} // namespace permap::report
