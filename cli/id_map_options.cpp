// SPDX-License-Identifier: Apache-2.0
#include "cli/id_map_options.hpp"

#include "cli/text_file.hpp"
#include "codec/id_map_text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

namespace permap::cli {
namespace {

/// More ranges than a person types are shortened.
constexpr std::size_t kMostSentences = 12;

/// The passwd and the group file of one system.
struct Accounts {
    std::string users;
    std::string groups;
};

base::Result<Accounts> read_accounts(const std::string& pair) {
    const std::size_t comma = pair.find(',');
    if (comma == std::string::npos) {
        return base::fail_because("--map-names wants HOST_PASSWD,HOST_GROUP:GUEST_PASSWD,"
                                  "GUEST_GROUP",
                                  pair);
    }
    Accounts accounts;
    PERMAP_TRY_ASSIGN(accounts.users, read_text_file(pair.substr(0, comma)));
    PERMAP_TRY_ASSIGN(accounts.groups, read_text_file(pair.substr(comma + 1)));
    return accounts;
}

base::Result<void> add_names(const std::string& names, bool is_towards_host,
                             codec::IdRanges& ranges) {
    const std::size_t colon = names.find(':');
    PERMAP_TRY_ASSIGN(Accounts host, read_accounts(names.substr(0, colon)));
    PERMAP_TRY_ASSIGN(Accounts guest,
                      read_accounts(colon == std::string::npos ? "" : names.substr(colon + 1)));
    if (is_towards_host) {
        std::swap(host, guest);
    }
    PERMAP_TRY_ASSIGN(const auto users, codec::match_names(host.users, guest.users));
    PERMAP_TRY_ASSIGN(const auto groups, codec::match_names(host.groups, guest.groups));
    ranges.users.insert(ranges.users.end(), users.begin(), users.end());
    ranges.groups.insert(ranges.groups.end(), groups.begin(), groups.end());
    return {};
}

} // namespace

void add_options(CLI::App& app, IdMapOptions& options) {
    app.add_option(
           "--map", options.ranges,
           "u:FROM:TO:COUNT: these uids of the tree become others; g: for gids, b: for both")
        ->type_name("u:FROM:TO:COUNT")
        ->allow_extra_args(false);
    app.add_option("--map-file", options.files, "read such ranges from this file, one a line")
        ->type_name("FILE")
        ->allow_extra_args(false);
    app.add_option("--map-names", options.names,
                   "HOST_PASSWD,HOST_GROUP:GUEST_PASSWD,GUEST_GROUP: match ids by name")
        ->type_name("FILES");
    app.add_option("--unmapped", options.unmapped, "what becomes of ids that no map covers")
        ->type_name("refuse|keep")
        ->check(CLI::IsMember({"refuse", "keep"}).description(""))
        ->capture_default_str();
}

base::Result<IdMapConfig> resolve(const IdMapOptions& options, const codec::Model& from,
                                  const codec::Model& to) {
    codec::IdRanges ranges;
    for (const std::string& text : options.ranges) {
        PERMAP_TRY(codec::add_range(text, ranges));
    }
    for (const std::string& path : options.files) {
        PERMAP_TRY_ASSIGN(const std::string text, read_text_file(path));
        const base::Result<void> added = codec::add_map_file(text, ranges);
        if (!added) {
            return tl::unexpected(base::with_path(added.error(), path));
        }
    }
    if (!options.names.empty()) {
        const bool is_towards_host =
            from.storage == codec::Storage::mapped && to.storage == codec::Storage::native;
        PERMAP_TRY(add_names(options.names, is_towards_host, ranges));
    }
    IdMapConfig config = {.maps = {}, .keeps_unmapped = options.unmapped == "keep"};
    PERMAP_TRY_ASSIGN(config.maps, ranges.check());
    const bool is_asked =
        !options.ranges.empty() || !options.files.empty() || !options.names.empty();
    if (is_asked && config.maps.empty()) {
        return base::fail_because("the maps given map nothing");
    }
    return config;
}

void log_maps(const codec::IdMaps& maps) {
    std::vector<std::string> sentences = codec::describe(maps);
    const std::size_t all = sentences.size();
    if (all > kMostSentences) {
        sentences.resize(kMostSentences);
        sentences.push_back(fmt::format("and {} more ranges", all - kMostSentences));
    }
    spdlog::info("{}; FROM is what the tree shows now", fmt::join(sentences, "; "));
    if (maps.users.shifts_twice() || maps.groups.shifts_twice()) {
        spdlog::warn("some ids that come out of this map could go in again: converting the tree "
                     "with it a second time would shift them twice, and only the state directory "
                     "of this host knows of the first time");
    }
}

} // namespace permap::cli
