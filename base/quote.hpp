// SPDX-License-Identifier: Apache-2.0
// Names are bytes; this is their only way to a terminal, a log line or a JSON record.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace permap::base {

/// `name` between single quotes, safe on a terminal: control characters, bidirectional controls,
/// invalid UTF-8, backslash and the single quote are written as \n, \t, \\, \', \xHH or \u{HHHH}.
[[nodiscard]] std::string quote(std::string_view name);

/// `quote`, but of a name that would fill a screen only its beginning and its end:
/// 'srv/a'...'z/file'.
[[nodiscard]] std::string quote_short(std::string_view name);

/// The same escapes without the surrounding quotes, for columns.
[[nodiscard]] std::string escape(std::string_view name);

/// Whether nothing in it changes how the rest of a line is shown: UTF-8 without control characters.
[[nodiscard]] bool is_harmless_on_screen(std::string_view text);

/// `text` as one word of a shell command that can be pasted (bash, zsh, ksh): bare where nothing in
/// it is special.
[[nodiscard]] std::string shell_word(std::string_view text);

/// Whether the bytes are well-formed UTF-8 (no overlong forms, no surrogates).
[[nodiscard]] bool is_utf8(std::string_view bytes);

/// The bytes with every invalid sequence replaced by U+FFFD, for JSON text.
[[nodiscard]] std::string to_utf8(std::string_view bytes);

/// RFC 4648 base64 with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

/// The bytes of such a text; nothing where it is none.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

/// Lower-case hexadecimal, two digits a byte.
[[nodiscard]] std::string hex(std::string_view bytes);

/// The bytes of such a text, in either case; nothing where it is none.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);

} // namespace permap::base
