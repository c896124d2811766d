// SPDX-License-Identifier: Apache-2.0
#include "base/result.hpp"

#include "base/quote.hpp"

#include <cstring>

#include <fmt/format.h>

namespace permap::base {

tl::unexpected<Error> fail(int errno_value, const char* operation, std::string_view path) {
    return tl::unexpected(Error{.code = {errno_value, std::generic_category()},
                                .operation = operation,
                                .path = std::string(path),
                                .detail = {}});
}

tl::unexpected<Error> fail_because(std::string detail, std::string_view path) {
    return tl::unexpected(Error{.code = std::make_error_code(std::errc::invalid_argument),
                                .operation = "",
                                .path = std::string(path),
                                .detail = std::move(detail)});
}

std::string to_text(const Error& error) {
    const std::string cause = error.detail.empty() ? error.code.message() : error.detail;
    const std::string place = error.path.empty() ? std::string() : quote(error.path);
    std::string_view gap = *error.operation != '\0' && !place.empty() ? " " : "";
    const std::string subject = fmt::format("{}{}{}", error.operation, gap, place);
    return subject.empty() ? cause : fmt::format("{}: {}", subject, cause);
}

std::string errno_name(const std::error_code& code) {
    const char* const name = ::strerrorname_np(code.value());
    return name != nullptr ? name : fmt::format("errno {}", code.value());
}

Error with_path(Error error, std::string_view path) {
    if (error.path.empty()) {
        error.path = path;
    }
    return error;
}

bool is_missing(const Error& error) {
    return error.code == std::errc::no_such_file_or_directory;
}

bool is_not_there(const Error& error) {
    return is_missing(error) || error.code == std::errc::not_a_directory ||
           error.code == std::errc::too_many_symbolic_link_levels;
}

} // namespace permap::base
