// SPDX-License-Identifier: Apache-2.0
// AttributeName: the name of an extended attribute. The names that every conversion meets are held
// as a number, so that copying, comparing and storing millions of them costs no memory; any other
// is held as it is. Plain value.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace permap::codec {

class AttributeName {
public:
    template <std::convertible_to<std::string_view> Text>
    AttributeName(const Text& name) // NOLINT(google-explicit-constructor): a name is a name
        : AttributeName(known_number(name)) {
        if (number_ == 0) {
            other_ = std::string_view(name);
        }
    }

    /// The one with the number; the caller knows that there is one (`count_known`).
    [[nodiscard]] static AttributeName of_number(std::uint8_t number) {
        return AttributeName(number);
    }
    /// 0 for a name that has no number. Run files keep numbers: names may only be appended.
    [[nodiscard]] std::uint8_t number() const { return number_; }
    [[nodiscard]] static std::uint8_t count_known();

    [[nodiscard]] std::string_view view() const;
    operator std::string_view() const { return view(); } // NOLINT(google-explicit-constructor)
    [[nodiscard]] const char* c_str() const { return view().data(); } // of literals, or of a string

    /// The order in which attributes are written: the known ones by number, then all others.
    [[nodiscard]] std::strong_ordering operator<=>(const AttributeName& right) const;
    bool operator==(const AttributeName&) const = default;
    bool operator==(std::string_view name) const { return view() == name; }

private:
    explicit AttributeName(std::uint8_t number) : number_(number) {}
    [[nodiscard]] static std::uint8_t known_number(std::string_view name);

    std::uint8_t number_ = 0;
    std::string other_; ///< where the number is 0
};

} // namespace permap::codec
