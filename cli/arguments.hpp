// SPDX-License-Identifier: Apache-2.0
// What a command is called with: words to parse, or somebody who wants to see its parser.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): the name of the library's namespace
class App;
}

namespace permap::cli {

struct Arguments {
    std::vector<std::string> words; ///< after the command's name

    /// If set, the command shows its parser to it and does nothing else. Manual pages and
    /// completions are generated in this way, so they cannot differ from what is parsed.
    std::function<void(const CLI::App&)> look = nullptr;
};

} // namespace permap::cli
