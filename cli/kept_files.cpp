// SPDX-License-Identifier: Apache-2.0
#include "cli/kept_files.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/filesystem/operations.hpp>
#include <fmt/format.h>

namespace permap::cli {
namespace {

namespace fs = boost::filesystem;

fs::path directory_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : ".";
}

/// Whether what is written to one of the names takes the place of the other's contents. Neither has
/// to be there yet; what is no regular file, such as /dev/null, keeps nothing.
bool is_same_file(const fs::path& left, const fs::path& right) {
    boost::system::error_code error;
    if (fs::exists(left, error)) {
        return fs::is_regular_file(left, error) && fs::equivalent(left, right, error) && !error;
    }
    error.clear(); // the library lets an old one stand
    return left.filename() == right.filename() &&
           fs::equivalent(directory_of(left), directory_of(right), error) && !error;
}

/// Whether it takes the place of the file, or of what SQLite keeps beside a run file: either is
/// lost with the other.
bool overwrites(const fs::path& written, const std::string& file) {
    return std::ranges::any_of(std::array{"", "-wal", "-shm", "-journal"}, [&](const char* suffix) {
        return is_same_file(written, file + suffix);
    });
}

bool names_file(const CLI::Option& option) {
    return !option.nonpositional() || option.get_type_name().find("FILE") != std::string::npos;
}

std::string name_of(const CLI::Option& option) {
    return option.nonpositional() ? "--" + option.get_lnames().front() : option.get_name(true);
}

base::Result<void> keep_file(const CLI::Option& output, const CLI::Option& other) {
    for (const std::string& written : output.results()) {
        for (const std::string& name : other.results()) {
            const std::string file = name == "-" ? "/dev/stdin" : name; // of --files-from
            if (overwrites(written, file)) {
                return base::fail_because(
                    fmt::format("{} would overwrite what {} names: give it a file of its own",
                                name_of(output), name_of(other)),
                    written);
            }
        }
    }
    return {};
}

} // namespace

base::Result<void> keep_files(const CLI::App& app) {
    for (const char* const name : {"--metrics", "--output"}) {
        const CLI::Option* const output = app.get_option_no_throw(name);
        if (output == nullptr || output->count() == 0) {
            continue;
        }
        for (const CLI::Option* const other : app.get_options()) {
            if (other != output && names_file(*other)) {
                PERMAP_TRY(keep_file(*output, *other));
            }
        }
    }
    return {};
}

base::Result<void> keep_run_file(const std::string& run, const SharedConfig& config) {
    for (const auto& [option, written] :
         {std::pair{"--output", &config.output}, std::pair{"--metrics", &config.metrics}}) {
        if (!written->empty() && overwrites(*written, run)) {
            return base::fail_because(
                fmt::format("{} would overwrite the run file: give it a file of its own", option),
                *written);
        }
    }
    return {};
}

} // namespace permap::cli
