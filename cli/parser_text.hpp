// SPDX-License-Identifier: Apache-2.0
// A command's parser as text: the one description that --help, the manual pages and the completions
// are made of. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): the name of the library's namespace
class App;
}

namespace permap::cli {

struct OptionText {
    std::string long_name;  ///< with its dashes; empty where there is only a short one
    std::string short_name; ///< likewise

    /// What the option takes; empty for a flag. Alternatives stand between '|': lower-case words
    /// are meant literally, upper-case ones name a kind (FILE, DIR, MODEL, RULE, SEVERITY and
    /// others that nobody can enumerate). ",..." at the end: several, between commas.
    std::string takes;

    std::string text; ///< what it does, with what it goes not together with and its default
    bool is_required = false;
    bool is_repeatable = false;
};

struct PositionalText {
    std::string name; ///< "PATH", or alternatives between '|' as above
    std::string text;
    bool is_required = false;
    bool is_repeatable = false;
};

struct ParserText {
    std::string name;    ///< "permap scan"
    std::string summary; ///< of some sentences
    std::vector<PositionalText> positionals;
    std::vector<OptionText> options;
};

[[nodiscard]] ParserText describe(const CLI::App& app);

/// "permap convert [OPTIONS] --to MODEL PATH".
[[nodiscard]] std::string usage_line(const ParserText& parser);

/// `words` and, beside them or below them where they are long, the text from this column on.
[[nodiscard]] std::string help_item(const std::string& words, const std::string& text,
                                    std::size_t column);

/// What --help prints, in lines of at most 80 columns where its words allow that.
[[nodiscard]] std::string help_text(const ParserText& parser);

} // namespace permap::cli
