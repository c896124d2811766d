// SPDX-License-Identifier: Apache-2.0
// The syntax of QEMU's option arguments, as util/qemu-option.c and qobject/json.c read them:
// `local,id=fs0,path=/srv/a,,b,readonly` or a JSON object. Pure.
#pragma once

#include "base/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace permap::scanner {

/// Options by name; of a name given twice the last one counts.
using QemuOptions = std::map<std::string, std::string, std::less<>>;

/// Reads one argument. A first item without `=` is the value of `implied`; a later one is a flag:
/// `readonly` means readonly=on, `noreadonly` readonly=off. `,,` in a value is a comma.
/// An argument that begins with `{` is JSON (since QEMU 6.0 for -device): its scalars are taken.
[[nodiscard]] base::Result<QemuOptions> parse_qemu_options(std::string_view argument,
                                                           std::string_view implied);

/// The value, or an empty text.
[[nodiscard]] std::string option_of(const QemuOptions& options, std::string_view name);

/// on, yes, true and y, as QEMU takes them.
[[nodiscard]] bool is_on(const QemuOptions& options, std::string_view name);

/// `text` as a value inside an option argument: commas doubled.
[[nodiscard]] std::string escape_qemu_value(std::string_view text);

} // namespace permap::scanner
