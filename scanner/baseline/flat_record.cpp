// SPDX-License-Identifier: Apache-2.0
#include "scanner/baseline/flat_record.hpp"

#include <nlohmann/json.hpp>

namespace permap::scanner {

/// Hears what the library reads; all functions but parse_error say whether it is to go on.
class FlatRecord::Reader final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit Reader(FlatRecord& record) : record_(record) {}

    bool null() override { return put(Holds::other); }
    bool boolean(bool /*value*/) override { return put(Holds::other); }
    bool number_integer(number_integer_t /*value*/) override { return put(Holds::other); }
    bool number_float(number_float_t /*value*/, const string_t& /*text*/) override {
        return put(Holds::other);
    }
    bool binary(binary_t& /*value*/) override { return put(Holds::other); }
    bool number_unsigned(number_unsigned_t value) override {
        if (depth_ == 1) {
            field_->number = value;
        }
        return put(Holds::number);
    }
    bool string(string_t& value) override {
        if (depth_ == 1) {
            field_->text.swap(value);
        }
        return put(Holds::text);
    }
    bool start_object(std::size_t /*elements*/) override { return begin(); }
    bool end_object() override { return end(); }
    bool start_array(std::size_t /*elements*/) override { return depth_ > 0 && begin(); }
    bool end_array() override { return end(); }
    bool key(string_t& name) override;
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*error*/) override {
        return false;
    }

private:
    /// False outside of the object: the line is something else.
    bool put(Holds what) {
        if (depth_ == 1) {
            field_->holds = what;
        }
        return depth_ > 0;
    }
    bool begin() {
        if (depth_ == 1) {
            field_->holds = Holds::other;
        }
        ++depth_;
        return true;
    }
    bool end() {
        --depth_;
        return true;
    }

    FlatRecord& record_;
    Field* field_ = nullptr; ///< whose value comes next; set wherever depth_ is 1
    std::size_t depth_ = 0;
};

bool FlatRecord::Reader::key(string_t& name) {
    if (depth_ == 1) {
        if (record_.count_ == record_.fields_.size()) {
            record_.fields_.emplace_back();
        }
        field_ = &record_.fields_[record_.count_++];
        field_->name.swap(name);
    }
    return true;
}

bool FlatRecord::parse(std::string_view line) {
    count_ = 0;
    Reader reader(*this);
    return nlohmann::json::sax_parse(line, &reader);
}

/// The last one of a name counts.
const FlatRecord::Field* FlatRecord::find(std::string_view name) const {
    for (std::size_t i = count_; i-- > 0;) {
        if (fields_[i].name == name) {
            return &fields_[i];
        }
    }
    return nullptr;
}

const std::string* FlatRecord::text(std::string_view field) const {
    const Field* const found = find(field);
    return found != nullptr && found->holds == Holds::text ? &found->text : nullptr;
}

std::optional<std::uint64_t> FlatRecord::number(std::string_view field) const {
    const Field* const found = find(field);
    return found != nullptr && found->holds == Holds::number ? std::optional(found->number)
                                                             : std::nullopt;
}

} // namespace permap::scanner
