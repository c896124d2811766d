// SPDX-License-Identifier: Apache-2.0
// Shares in the arguments of QEMU and virtiofsd: -fsdev with its -device, -virtfs, vhost-user-fs,
// and the sections of a -readconfig file. Pure; which files exist is the caller's business.
#pragma once

#include "scanner/shares/found_share.hpp"
#include "scanner/shares/qemu_options.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

/// What arguments define, before it is put together.
struct QemuDefinitions {
    std::vector<QemuOptions> fsdevs;
    std::vector<QemuOptions> virtfs;
    std::vector<QemuOptions> devices; ///< only those that export a directory
    std::vector<QemuOptions> chardevs;
    std::string guest;                     ///< of -name
    std::vector<std::string> config_files; ///< of -readconfig, to be added by the caller
    std::vector<base::Error> mistakes;
};

/// Reads the words of a command line, its program left out or not. `where` is for mistakes.
[[nodiscard]] QemuDefinitions read_qemu_words(std::span<const std::string> words,
                                              const std::string& where);

/// Adds what a file for -readconfig says. Its form: util/qemu-config.c, qemu_config_parse.
void add_qemu_config(std::string_view text, const std::string& where, QemuDefinitions& to);

/// The shares, each beginning as a copy of `prototype`, which knows who runs QEMU and where it was
/// found.
[[nodiscard]] std::vector<FoundShare> shares_of(const QemuDefinitions& definitions,
                                                const FoundShare& prototype);

/// The share of a virtiofsd (of QEMU 8 and before, in C, or its successor in Rust).
[[nodiscard]] ParsedShares parse_virtiofsd_words(std::span<const std::string> words,
                                                 const FoundShare& prototype);

/// fmode or dmode as QEMU reads a number: 0644 octal, 0x1a4 hexadecimal, 644 decimal; cut to 0777.
[[nodiscard]] CreateMode read_qemu_mode(const std::string& text);

/// QEMU's word for a model; "mapped" is "mapped-xattr".
[[nodiscard]] std::string read_qemu_model(const std::string& text);

} // namespace permap::scanner
