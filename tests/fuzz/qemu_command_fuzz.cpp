// SPDX-License-Identifier: Apache-2.0
// The command line of a process called like QEMU, and a -readconfig file: anybody's bytes.
#include "scanner/shares/qemu_command.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <algorithm>

using permap::fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace scanner = permap::scanner;
    const std::string_view text = permap::fuzz::text_of(data, size);
    std::vector<std::string> words;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view word = rest.substr(0, rest.find('\0'));
        words.emplace_back(word);
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
    scanner::QemuDefinitions definitions = scanner::read_qemu_words(words, "process 1");
    scanner::add_qemu_config(text, "vm.cfg", definitions);
    const scanner::FoundShare prototype = {.where = "process 1"};
    const std::size_t most =
        definitions.fsdevs.size() + definitions.virtfs.size() + definitions.devices.size();
    require(scanner::shares_of(definitions, prototype).size() <= most);
    require(scanner::parse_virtiofsd_words(words, prototype).shares.size() <= 1);

    const auto options =
        scanner::parse_qemu_options("path=" + scanner::escape_qemu_value(text) + ",id=x", "");
    require(options && scanner::option_of(*options, "path") == text &&
            scanner::option_of(*options, "id") == "x");
    return 0;
}
