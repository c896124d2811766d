// SPDX-License-Identifier: Apache-2.0
// Result<T>: how every operation that can fail for outside reasons answers. The only two macros
// of the project are here. Errors are values; nothing here throws.
#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <tl/expected.hpp>

namespace permap::base {

/// What failed, on what, and why.
struct Error {
    std::error_code code;
    /// The system call or step that failed; a string literal.
    const char* operation = "";
    /// Raw bytes of the name it was about, or empty; quoted on output by `to_text`.
    std::string path;
    /// A sentence for errors that no errno describes ("no such user"); else empty.
    std::string detail;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// An Error from an errno value.
[[nodiscard]] tl::unexpected<Error> fail(int errno_value, const char* operation,
                                         std::string_view path = {});

/// An Error that no errno describes; `detail` is a clause in lower case without a full stop.
[[nodiscard]] tl::unexpected<Error> fail_because(std::string detail, std::string_view path = {});

/// `openat 'a/b': Permission denied`, the one form in which errors are printed.
[[nodiscard]] std::string to_text(const Error& error);

/// "EACCES" for EACCES; "errno 4242" for what has no name.
[[nodiscard]] std::string errno_name(const std::error_code& code);

/// The same error, with `path` set when none is known yet.
[[nodiscard]] Error with_path(Error error, std::string_view path);

/// No such name.
[[nodiscard]] bool is_missing(const Error& error);

/// Moved or removed by somebody, or something else has taken the place of a directory on the way.
[[nodiscard]] bool is_not_there(const Error& error);

} // namespace permap::base

/// Evaluates a Result<void> and returns its error from the enclosing function, if any.
#define PERMAP_TRY(expression)                                                                     \
    do {                                                                                           \
        if (auto permap_result = (expression); !permap_result) {                                   \
            return tl::unexpected(std::move(permap_result).error());                               \
        }                                                                                          \
    } while (false)

#define PERMAP_CONCAT_INNER(left, right) left##right
#define PERMAP_CONCAT(left, right) PERMAP_CONCAT_INNER(left, right)
#define PERMAP_TRY_ASSIGN_INNER(result, declaration, expression)                                   \
    auto result = (expression);                                                                    \
    if (!result) {                                                                                 \
        return tl::unexpected(std::move(result).error());                                          \
    }                                                                                              \
    declaration = std::move(*result)

/// `PERMAP_TRY_ASSIGN(const Fd fd, open(...))`: declares, or returns the error.
#define PERMAP_TRY_ASSIGN(declaration, expression)                                                 \
    PERMAP_TRY_ASSIGN_INNER(PERMAP_CONCAT(permap_result_, __LINE__), declaration, expression)
