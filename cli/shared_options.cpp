// SPDX-License-Identifier: Apache-2.0
#include "cli/shared_options.hpp"

#include "base/file_below.hpp"
#include "base/quote.hpp"
#include "cli/defaults.hpp"
#include "cli/exit_status.hpp"
#include "cli/kept_files.hpp"
#include "cli/parser_text.hpp"
#include "cli/print.hpp"
#include "cli/session.hpp"
#include "scanner/directory.hpp"
#include "scanner/rule.hpp"

#include <algorithm>
#include <cstdio>
#include <thread>

#include <CLI/CLI.hpp>
#include <boost/filesystem.hpp>
#include <fmt/format.h>

namespace permap::cli {
namespace {

template <typename T>
struct Word {
    std::string_view text;
    T value;
};

/// The value of one of a few words, or an error that lists them.
template <typename T, std::size_t Count>
base::Result<T> choose(const char* option, const std::string& text, const Word<T> (&words)[Count]) {
    std::string known;
    for (const Word<T>& word : words) {
        if (word.text == text) {
            return word.value;
        }
        known += fmt::format("{}{}", known.empty() ? "" : ", ", word.text);
    }
    return base::fail_because(
        fmt::format("{} takes one of {}, not {}", option, known, base::quote(text)));
}

base::Result<std::optional<scanner::Severity>> resolve_fail_on(const std::string& text) {
    if (text == "none") {
        return std::optional<scanner::Severity>();
    }
    const std::optional<scanner::Severity> severity = scanner::parse_severity(text);
    if (!severity) {
        return base::fail_because(fmt::format("--fail-on takes one of none, info, low, medium, "
                                              "high, critical, not {}",
                                              base::quote(text)));
    }
    return severity;
}

/// The names under which an absolute pattern may mean something in the root.
void add_names(const RootNames& root, std::vector<std::string>& names) {
    names.push_back(root.real);
    boost::system::error_code error;
    const auto here = boost::filesystem::current_path(error);
    if (!error) {
        names.push_back(boost::filesystem::absolute(root.typed, here).lexically_normal().string());
        if (names.back().ends_with("/.")) { // how the library spells a trailing slash
            names.back().pop_back();
        }
    }
}

base::Result<const report::Format*> resolve_format(const std::string& text, report::Holds holds) {
    const report::Format* const format = report::find_format(text, holds);
    if (format == nullptr) {
        return base::fail_because(fmt::format("--format takes one of {}, not {}",
                                              report::format_names(holds), base::quote(text)));
    }
    return format;
}

unsigned cores() {
    return std::max(1U, std::thread::hardware_concurrency());
}

} // namespace

void add_entry_options(CLI::App& app, SharedOptions& options) {
    app.add_option("--output,-o", options.output, "write to this file instead of stdout")
        ->type_name("FILE");
    app.add_option("--progress", options.progress, "show how far it is, on stderr")
        ->type_name("auto|always|never")
        ->capture_default_str();
    app.add_option("--color", options.colour, "use colours")
        ->type_name("auto|always|never")
        ->capture_default_str();
    app.add_option("--safety", options.safety, "how the kernel confines the walk")
        ->type_name("auto|jail|dirfd")
        ->capture_default_str();
    app.add_option("--jobs,-j", options.jobs,
                   "threads, 1 to 1024; without it, as many as suit the work")
        ->type_name("NUMBER")
        ->check(CLI::Range(1U, 1024U).description(""));
    app.add_option("--metrics", options.metrics,
                   "also write counts to this file, for Prometheus; it is replaced at once")
        ->type_name("FILE");
    app.add_flag("--quiet,-q", options.is_quiet, "only warnings and errors besides the report");
    app.add_flag("--verbose,-v", options.is_verbose, "more detail");
}

std::string one_of(std::string names) {
    for (std::size_t at = names.find(", "); at != std::string::npos; at = names.find(", ", at)) {
        names.replace(at, 2, "|");
    }
    return names;
}

void add_exclude_option(CLI::App& app, std::vector<std::string>& patterns) {
    app.add_option("--exclude", patterns,
                   "leave alone names, or paths if it has a '/', that match this pattern; ./NAME: "
                   "in the root alone, NAME/: directories alone")
        ->type_name("PATTERN")
        ->allow_extra_args(false)
        ->check([](const std::string& pattern) {
            return pattern.empty() ? "an empty pattern matches nothing" : "";
        });
}

void add_shared_options(CLI::App& app, SharedOptions& options, report::Holds holds) {
    app.add_option("--format", options.format, "what the report looks like: permap-formats(7)")
        ->type_name(one_of(report::format_names(holds)))
        ->capture_default_str();
    app.add_flag("--sort", options.is_sorted,
                 "ndjson in order, once all is known; the other formats are in order anyway");
    app.add_option("--fail-on", options.fail_on,
                   "exit with 1 for findings of this severity or worse: info, low, medium, high, "
                   "critical")
        ->type_name("none|SEVERITY")
        ->capture_default_str();
    add_entry_options(app, options);
}

base::Result<SharedConfig> resolve(const SharedOptions& options, report::Holds holds) {
    static constexpr Word<WhenToColour> kColours[] = {{"auto", WhenToColour::automatic},
                                                      {"always", WhenToColour::always},
                                                      {"never", WhenToColour::never}};
    static constexpr Word<base::Safety> kSafeties[] = {{"auto", base::Safety::automatic},
                                                       {"jail", base::Safety::jail},
                                                       {"dirfd", base::Safety::dirfd}};
    static constexpr Word<report::ShowProgress> kProgress[] = {
        {"auto", report::ShowProgress::automatic},
        {"always", report::ShowProgress::always},
        {"never", report::ShowProgress::never}};

    SharedConfig config;
    PERMAP_TRY_ASSIGN(config.format, resolve_format(options.format, holds));
    PERMAP_TRY_ASSIGN(config.fail_on.any, resolve_fail_on(options.fail_on));
    PERMAP_TRY_ASSIGN(config.colour, choose("--color", options.colour, kColours));
    PERMAP_TRY_ASSIGN(config.safety, choose("--safety", options.safety, kSafeties));
    PERMAP_TRY_ASSIGN(config.progress, choose("--progress", options.progress, kProgress));
    config.output = options.output;
    config.metrics = options.metrics;
    config.jobs = options.jobs;
    config.sort = options.is_sorted ? report::Sort::yes : report::Sort::no;
    if (config.colour == WhenToColour::automatic) {
        config.colour = default_colour();
    }
    if (options.is_quiet) {
        config.verbosity = Verbosity::quiet;
        config.progress = report::ShowProgress::never;
    } else if (options.is_verbose) {
        config.verbosity = Verbosity::verbose;
    }
    return config;
}

base::Result<scanner::Severity> resolve_severity(const char* option, const std::string& text) {
    const std::optional<scanner::Severity> severity = scanner::parse_severity(text);
    if (!severity) {
        return base::fail_because(
            fmt::format("{} takes one of info, low, medium, high, critical, not {}", option,
                        base::quote(text)));
    }
    return *severity;
}

base::Result<const codec::Model*> resolve_model(const std::string& name) {
    const codec::Model* const model = codec::find_model(name);
    if (model == nullptr && !name.empty()) {
        return base::fail_because(
            fmt::format("no such model: want one of {}", codec::model_names()), name);
    }
    return model;
}

base::Result<scanner::HostFiles> resolve_host_files(const std::string& directory) {
    if (!directory.empty()) {
        PERMAP_TRY(base::open_system_root(directory)); // only whether it can be
    }
    return scanner::HostFiles(directory);
}

base::Result<scanner::Excludes> resolve_excludes(const std::vector<std::string>& patterns,
                                                 const RootNames& root,
                                                 const std::vector<RootNames>& others) {
    std::vector<std::string> names;
    add_names(root, names);
    std::vector<std::string> names_of_others;
    for (const RootNames& other : others) {
        add_names(other, names_of_others);
    }
    return scanner::Excludes::parse(patterns, names, names_of_others);
}

base::Result<std::set<std::string, std::less<>>>
resolve_allowed(const std::vector<std::string>& ids) {
    std::set<std::string, std::less<>> allowed;
    for (const std::string& id : ids) {
        if (scanner::find_rule(id) == nullptr) {
            return base::fail_because(fmt::format(
                "--allow: no such rule {}: 'permap rules' lists them", base::quote(id)));
        }
        allowed.insert(id);
    }
    return allowed;
}

unsigned reading_jobs(const SharedConfig& config) {
    return scanner::jobs_that_fit(config.jobs != 0 ? config.jobs
                                                   : std::clamp(4 * cores(), 8U, 64U));
}

unsigned writing_jobs(const SharedConfig& config) {
    return scanner::jobs_that_fit(config.jobs != 0 ? config.jobs
                                                   : std::clamp(2 * cores(), 4U, 16U));
}

namespace {

/// What is wrong with the words; the library lists those that it does not know in a wrong order.
std::string mistake(const CLI::App& app, const CLI::ParseError& error) {
    const bool is_unknown = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
    return is_unknown ? fmt::format("not expected: {}", fmt::join(app.remaining(), " "))
                      : std::string(error.what());
}

/// A flag is given or it is not. The library would take `--apply=` for `--apply`, and a number for
/// how often it is given: a variable of a script that is not set would convert a tree.
base::Result<void> refuse_values_of_flags(const CLI::App& app,
                                          const std::vector<std::string>& words) {
    const auto end = std::ranges::find(words, "--");
    for (auto word = words.begin(); word != end; ++word) {
        const std::size_t sign = word->find('=');
        const CLI::Option* const option = sign == std::string::npos || !word->starts_with("--")
                                              ? nullptr
                                              : app.get_option_no_throw(word->substr(0, sign));
        if (option != nullptr && option->get_items_expected_max() == 0) {
            return base::fail_because(
                fmt::format("{} takes no value: give it alone, or leave it away",
                            base::quote(word->substr(0, sign))));
        }
    }
    return {};
}

/// An empty value is a slip, such as a variable of a script that is not set: it would be passed
/// over as if the option were not there.
base::Result<void> refuse_empty(const CLI::App& app) {
    for (const CLI::Option* const option : app.get_options()) {
        const std::vector<std::string> values = option->results();
        const bool is_empty = std::ranges::find(values, "") != values.end();
        if (is_empty && !option->get_lnames().empty() && option->get_items_expected_max() > 0) {
            return base::fail_because(
                fmt::format("--{} is given an empty value: name one, or leave "
                            "the option away",
                            option->get_lnames().front()));
        }
    }
    return {};
}

} // namespace

std::optional<int> parse(CLI::App& app, Arguments arguments) {
    app.get_help_ptr()->description("print this and exit");
    std::string config;
    app.add_option("--config", config,
                   "take defaults of options from this file alone, or from none")
        ->type_name("FILE|none");
    if (arguments.look) {
        arguments.look(app);
        return static_cast<int>(ExitStatus::clean);
    }
    if (const base::Result<void> done = refuse_values_of_flags(app, arguments.words); !done) {
        return static_cast<int>(fail_usage(done.error()));
    }
    std::ranges::reverse(arguments.words); // the library takes them last first
    try {                                  // the library's way to report
        app.parse(std::move(arguments.words));
    } catch (const CLI::CallForHelp&) {
        return static_cast<int>(print(help_text(describe(app))));
    } catch (const CLI::ParseError& error) {
        std::fputs(fmt::format("{}: {}\nTry '{} --help'.\n", app.get_name(),
                               base::escape(mistake(app, error)), app.get_name())
                       .c_str(),
                   stderr);
        return static_cast<int>(ExitStatus::usage);
    }
    base::Result<void> done = refuse_empty(app);
    if (done) {
        done = apply_defaults(app, config);
    }
    if (done) {
        done = keep_files(app);
    }
    return done ? std::nullopt : std::optional(static_cast<int>(fail_usage(done.error())));
}

} // namespace permap::cli
