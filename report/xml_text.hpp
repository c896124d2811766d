// SPDX-License-Identifier: Apache-2.0
// Text in XML 1.0.
#pragma once

#include <string>
#include <string_view>

namespace permap::report {

/// `text` for an element or an attribute: markup escaped; what is no character of XML 1.0, or no
/// UTF-8, becomes U+FFFD. Line breaks and tabs of attributes survive.
[[nodiscard]] std::string xml_text(std::string_view text);

} // namespace permap::report
