// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/qemu_options.hpp"

#include <nlohmann/json.hpp>

namespace permap::scanner {
namespace {

/// Takes a value off the front of `rest`, up to a single comma, and that comma with it.
std::string take_value(std::string_view& rest) {
    std::string value;
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        value += rest.substr(0, comma);
        if (comma == std::string_view::npos) {
            rest = {};
            break;
        }
        rest.remove_prefix(comma + 1);
        if (!rest.starts_with(',')) {
            break;
        }
        value += ',';
        rest.remove_prefix(1);
    }
    return value;
}

void take_flag(std::string_view& rest, QemuOptions& options) {
    const std::string_view name = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    if (name.empty()) {
        return;
    }
    const bool is_negated = name.starts_with("no") && name.size() > 2;
    options.insert_or_assign(std::string(is_negated ? name.substr(2) : name),
                             is_negated ? "off" : "on");
}

std::string scalar_text(const nlohmann::json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_boolean()) {
        return value.get<bool>() ? "on" : "off";
    }
    return value.is_number() ? value.dump() : std::string();
}

base::Result<QemuOptions> parse_json(std::string_view argument) {
    const nlohmann::json parsed = nlohmann::json::parse(argument, nullptr, false);
    if (!parsed.is_object()) {
        return base::fail_because("not a JSON object", argument);
    }
    QemuOptions options;
    for (const auto& [name, value] : parsed.items()) {
        options.insert_or_assign(name, scalar_text(value));
    }
    return options;
}

} // namespace

base::Result<QemuOptions> parse_qemu_options(std::string_view argument, std::string_view implied) {
    if (argument.starts_with('{')) {
        return parse_json(argument);
    }
    QemuOptions options;
    std::string_view rest = argument;
    for (bool is_first = true; !rest.empty(); is_first = false) {
        const std::size_t end = rest.find_first_of("=,");
        if (end != std::string_view::npos && rest[end] == '=') {
            std::string name(rest.substr(0, end));
            rest.remove_prefix(end + 1);
            options.insert_or_assign(std::move(name), take_value(rest));
        } else if (is_first && !implied.empty()) {
            options.insert_or_assign(std::string(implied), take_value(rest));
        } else {
            take_flag(rest, options);
        }
    }
    return options;
}

std::string option_of(const QemuOptions& options, std::string_view name) {
    const auto at = options.find(name);
    return at == options.end() ? std::string() : at->second;
}

bool is_on(const QemuOptions& options, std::string_view name) {
    const std::string value = option_of(options, name);
    return value == "on" || value == "yes" || value == "true" || value == "y";
}

std::string escape_qemu_value(std::string_view text) {
    std::string escaped;
    for (const char byte : text) {
        escaped.append(byte == ',' ? 2 : 1, byte);
    }
    return escaped;
}

} // namespace permap::scanner
