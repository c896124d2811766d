// SPDX-License-Identifier: Apache-2.0
// A share as text to paste: how it should be configured, in libvirt's words, QEMU's or fstab's.
// Pure. Modes are written where the server honours them, and multidevs so that inode numbers of
// several file systems stay apart.
#pragma once

#include "scanner/shares/found_share.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace permap::scanner {

enum class SnippetForm : std::uint8_t { libvirt, qemu, fstab };

[[nodiscard]] std::optional<SnippetForm> parse_snippet_form(std::string_view text);

/// Whole lines; empty where the form cannot say it (a line of an fstab knows no directory). The
/// model is the share's: change that first to see the configuration after a conversion.
[[nodiscard]] std::string write_snippet(const FoundShare& share, SnippetForm form);

} // namespace permap::scanner
