// SPDX-License-Identifier: Apache-2.0
#include "cli/defaults.hpp"

#include "base/fd.hpp"
#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "base/toml.hpp"
#include "cli/choices.hpp"
#include "cli/command.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <set>
#include <tuple>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::cli {
namespace {

constexpr const char* kSystemFile = "/etc/permap/permap.toml";

/// How to look and how to report. What makes a command write, or decides what it writes, has to be
/// said where it is done.
constexpr std::array<std::string_view, 22> kInFiles = {
    "broad-group",  "color",  "cross-device", "dmode",    "exclude",      "fail-on",
    "fmode",        "format", "host-owner",   "id-range", "inodes",       "jobs",
    "min-severity", "model",  "policy",       "progress", "qemu-version", "quiet",
    "rule",         "safety", "skip-rule",    "verbose"};

tl::unexpected<base::Error> fail_at(const std::string& place, const std::string& why) {
    return base::fail_because(fmt::format("{}: {}", place, why));
}

/// Whoever can change the file decides what an audit leaves out and whom a tree is given to.
std::string judge(const struct stat& status) {
    if (!S_ISREG(status.st_mode)) {
        return "is not a regular file";
    }
    if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
        return fmt::format("belongs to user {}", status.st_uid);
    }
    return (status.st_mode & (S_IWGRP | S_IWOTH)) != 0 ? "can be written by others" : "";
}

base::Result<std::string> read_all(int fd, const std::string& path) {
    std::string text;
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t got = ::read(fd, buffer.data(), buffer.size());
        if (got < 0 && errno != EINTR) {
            return base::fail(errno, "read", path);
        }
        if (got == 0) {
            return text;
        }
        text.append(buffer.data(), got < 0 ? 0 : static_cast<std::size_t>(got));
    }
}

/// What it means that a file cannot be opened. `is_usual`: also one that may not be reached, as
/// with the HOME that root's shell leaves to an unprivileged command.
enum class Missing { is_error, is_empty, is_usual };

base::Result<std::vector<Default>> read_file(const std::string& path, Missing missing) {
    const base::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) {
        const bool is_missing = errno == ENOENT || errno == ENOTDIR;
        const bool is_elsewhere = errno == EACCES && missing == Missing::is_usual;
        if (is_elsewhere || (is_missing && missing != Missing::is_error)) {
            return std::vector<Default>();
        }
        return base::fail(errno, "open", path);
    }
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) {
        return base::fail(errno, "stat", path);
    }
    const std::string why = judge(status);
    if (!why.empty()) {
        return base::fail_because(why + ", so others could decide what is looked at: chown or "
                                        "chmod it, or say --config none",
                                  path);
    }
    PERMAP_TRY_ASSIGN(const std::string text, read_all(fd.get(), path));
    return parse_defaults(text, path);
}

std::string user_file() {
    const char* const config = std::getenv("XDG_CONFIG_HOME");
    if (config != nullptr && *config == '/') {
        return std::string(config) + "/permap/permap.toml";
    }
    const char* const home = std::getenv("HOME");
    return home != nullptr && *home == '/' ? std::string(home) + "/.config/permap/permap.toml" : "";
}

/// The defaults that count, the strongest last.
base::Result<std::vector<Default>> find_defaults(const std::string& config) {
    if (config == "none") {
        return std::vector<Default>();
    }
    if (!config.empty()) {
        return read_file(config, Missing::is_error);
    }
    PERMAP_TRY_ASSIGN(std::vector<Default> all, read_file(kSystemFile, Missing::is_empty));
    const std::string user = user_file();
    if (!user.empty()) {
        PERMAP_TRY_ASSIGN(std::vector<Default> own, read_file(user, Missing::is_usual));
        std::ranges::move(own, std::back_inserter(all));
    }
    return all;
}

/// One value as it would be typed; nothing where TOML has no such option value.
std::optional<std::string> as_typed(const toml::node& node) {
    if (auto text = node.value_exact<std::string>()) {
        return text;
    }
    if (const auto number = node.value_exact<std::int64_t>()) {
        return std::to_string(*number);
    }
    if (const auto flag = node.value_exact<bool>()) {
        return *flag ? "true" : "false";
    }
    return std::nullopt;
}

base::Result<Default> parse_one(const std::string& command, std::string_view key,
                                const toml::node& node, const std::string& file) {
    Default one{.command = command, .key = std::string(key), .values = {}, .place = {}};
    one.place = fmt::format("{}:{}: {}{}", base::escape(file), node.source().begin.line,
                            command.empty() ? "" : command + ".", base::escape(one.key));
    if (std::ranges::find(kInFiles, one.key) == kInFiles.end()) {
        return fail_at(one.place, "no option that a configuration file can give");
    }
    bool is_typed = true;
    const auto add = [&](const toml::node& value) {
        const std::optional<std::string> typed = as_typed(value);
        is_typed &= typed.has_value();
        one.values.push_back(typed.value_or(""));
    };
    if (const toml::array* const list = node.as_array()) {
        std::ranges::for_each(*list, add);
    } else {
        add(node);
    }
    if (!is_typed) {
        return fail_at(one.place, "want a text, a number, true, false, or a list of texts");
    }
    return one;
}

base::Result<void> parse_command(const std::string& command, const toml::table& table,
                                 const std::string& file, std::vector<Default>& all) {
    if (std::ranges::find(commands(), command, &Command::name) == commands().end()) {
        return fail_at(fmt::format("{}:{}: [{}]", base::escape(file), table.source().begin.line,
                                   base::escape(command)),
                       "no such command");
    }
    for (const auto& [key, node] : table) {
        PERMAP_TRY_ASSIGN(Default one, parse_one(command, key.str(), node, file));
        all.push_back(std::move(one));
    }
    return {};
}

bool is_flag(const CLI::Option& option) {
    return option.get_items_expected_max() == 0;
}

/// Why the option does not take this value; empty where it may.
std::string mistake(const CLI::Option& option, const std::string& value) {
    const std::string takes = is_flag(option) ? "true|false" : option.get_type_name();
    if (takes == "OCTAL" && !base::parse_mode(value, 0777)) {
        return "is no octal mode";
    }
    if (takes == "USER[:GROUP]" && !base::parse_owner(value)) {
        return "is no user (and group) of this host";
    }
    const Choices choices = choices_of(takes);
    const bool is_known = std::ranges::find(choices.words, value) != choices.words.end();
    constexpr std::size_t kTooManyToList = 10; // the rules
    if (!is_known && choices.words.size() > kTooManyToList) {
        return "is no rule: 'permap rules' lists them";
    }
    return choices.is_open || is_known
               ? ""
               : fmt::format("is none of {}", fmt::join(choices.words, ", "));
}

bool is_on_command_line(const CLI::Option& option) {
    const auto others = option.get_excludes();
    return option.count() > 0 ||
           std::ranges::any_of(others, [](const CLI::Option* each) { return each->count() > 0; });
}

base::Result<void> give(CLI::Option& option, const Default& one) {
    for (const std::string& value : one.values) {
        const std::string why = mistake(option, value);
        if (!why.empty()) {
            return fail_at(one.place, fmt::format("{} {}", base::quote(value), why));
        }
    }
    if (one.values.empty() || (is_flag(option) && one.values.front() == "false")) {
        return {};
    }
    try { // the library's way to report
        for (const std::string& value : one.values) {
            option.add_result(value);
        }
        option.run_callback();
    } catch (const CLI::ParseError& error) {
        return fail_at(one.place, base::escape(error.what()));
    }
    return {};
}

/// Whether any command has an option of this name: what none has is a slip of the pen.
bool is_known_anywhere(const Default& one) {
    bool is_known = false;
    for (const Command& command : commands()) {
        if (one.command.empty() || one.command == command.name) {
            std::ignore = command.run({.words = {}, .look = [&](const CLI::App& app) {
                                           is_known |=
                                               app.get_option_no_throw("--" + one.key) != nullptr;
                                       }});
        }
    }
    return is_known;
}

} // namespace

base::Result<std::vector<Default>> parse_defaults(const std::string& text,
                                                  const std::string& file) {
    const toml::parse_result parsed = toml::parse(text, file);
    if (!parsed) {
        return fail_at(fmt::format("{}:{}", base::escape(file), parsed.error().source().begin.line),
                       std::string(parsed.error().description()));
    }
    std::vector<Default> all;
    for (const auto& [key, node] : parsed.table()) {
        if (const toml::table* const table = node.as_table()) {
            PERMAP_TRY(parse_command(std::string(key.str()), *table, file, all));
            continue;
        }
        PERMAP_TRY_ASSIGN(Default one, parse_one("", key.str(), node, file));
        all.push_back(std::move(one));
    }
    // What it says of one command counts more than what it says of all.
    std::ranges::stable_partition(all, [](const Default& one) { return one.command.empty(); });
    return all;
}

base::Result<void> apply_defaults(CLI::App& app, const std::string& config) {
    PERMAP_TRY_ASSIGN(std::vector<Default> all, find_defaults(config));
    std::ranges::reverse(all);
    std::set<const CLI::Option*> decided; // also by a false or an empty list, which give nothing
    for (const Default& one : all) {
        CLI::Option* const option = app.get_option_no_throw("--" + one.key);
        const bool is_ours = one.command.empty() || app.get_name() == "permap " + one.command;
        if (option == nullptr || !is_ours) { // only then all the other parsers are made
            if (!is_known_anywhere(one)) {
                return fail_at(one.place, "no such option");
            }
        } else if (!is_on_command_line(*option) && decided.insert(option).second) {
            PERMAP_TRY(give(*option, one));
        }
    }
    return {};
}

} // namespace permap::cli
