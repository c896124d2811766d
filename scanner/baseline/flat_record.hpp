// SPDX-License-Identifier: Apache-2.0
// FlatRecord: the fields of a JSON object, as far as they are text or numbers. Keeps its memory
// from one line to the next: of entries there are as many as in a tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

class FlatRecord {
public:
    /// False where the line is no JSON object.
    [[nodiscard]] bool parse(std::string_view line);

    /// Whether there is such a field, whatever is in it.
    [[nodiscard]] bool has(std::string_view field) const { return find(field) != nullptr; }
    /// Null where it is no text.
    [[nodiscard]] const std::string* text(std::string_view field) const;
    /// Nothing where it is no number, negative or no integer.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view field) const;

private:
    class Reader;
    enum class Holds { text, number, other };
    struct Field {
        std::string name;
        Holds holds = Holds::other;
        std::string text;
        std::uint64_t number = 0;
    };

    [[nodiscard]] const Field* find(std::string_view name) const;

    std::vector<Field> fields_; ///< the first `count_` are of this line
    std::size_t count_ = 0;
};

} // namespace permap::scanner
