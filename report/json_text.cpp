// SPDX-License-Identifier: Apache-2.0
#include "report/json_text.hpp"

#include "base/quote.hpp"

namespace permap::report {

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

} // namespace permap::report
