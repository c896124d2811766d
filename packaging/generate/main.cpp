// SPDX-License-Identifier: Apache-2.0
// Run while building: writes manual pages and completions from the program's own parsers.
//
//   permap_generate bash|zsh|fish OUTPUT
//   permap_generate page OUTPUT PAGE.in DATE      @VERSION@ and @DATE@ in it are replaced
#include "cli/version.hpp"
#include "packaging/generate/output.hpp"

#include <cstdio>
#include <exception>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace {

using permap::generate::CommandParser;

std::string read(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) {
        throw std::runtime_error("cannot read " + path);
    }
    return text.str();
}

std::string replaced(std::string text, const std::string& mark, const std::string& by) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
        text.replace(at, mark.size(), by);
    }
    return text;
}

std::string generate(const std::vector<std::string>& arguments) {
    const std::vector<CommandParser> parsers = permap::generate::all_parsers();
    const std::string& what = arguments.at(0);
    if (what == "bash") {
        return permap::generate::bash_completion(parsers);
    }
    if (what == "zsh") {
        return permap::generate::zsh_completion(parsers);
    }
    if (what == "fish") {
        return permap::generate::fish_completion(parsers);
    }
    const std::string page = permap::generate::manual_page(read(arguments.at(2)), parsers);
    return replaced(replaced(page, "@VERSION@", permap::cli::kVersion), "@DATE@", arguments.at(3));
}

} // namespace

int main(int argc, char** argv) {
    try {
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        const std::string text = generate(arguments);
        std::ofstream file(arguments.at(1));
        file << text << std::flush;
        if (!file) {
            throw std::runtime_error("cannot write " + arguments.at(1));
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "permap_generate: %s\n", error.what());
        return 1;
    }
    return 0;
}
