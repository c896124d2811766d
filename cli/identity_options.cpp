// SPDX-License-Identifier: Apache-2.0
#include "cli/identity_options.hpp"

#include "base/numbers.hpp"
#include "cli/text_file.hpp"

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

namespace permap::cli {
namespace {

/// This machine's name services know nothing of another host.
base::Result<scanner::Account> find_host_group(const std::string& text,
                                               const IdentityOptions& options,
                                               const scanner::Accounts& groups) {
    if (const scanner::Account* const group = groups.by_name(text)) {
        return *group;
    }
    PERMAP_TRY_ASSIGN(const std::uint32_t gid,
                      options.host_files.empty() ? base::find_group(text) : base::parse_id(text));
    const scanner::Account* const group = groups.by_id(gid);
    scanner::Account found;
    found.name = group == nullptr ? text : group->name;
    found.id = gid;
    return found;
}

base::Result<std::vector<scanner::Account>> resolve_broad_groups(const IdentityOptions& options,
                                                                 const scanner::Accounts& groups) {
    if (options.broad_groups.empty()) {
        return scanner::usual_broad_groups(groups);
    }
    std::vector<scanner::Account> broad;
    for (const std::string& text : options.broad_groups) {
        base::Result<scanner::Account> group = find_host_group(text, options, groups);
        if (!group) {
            return base::fail_because("no such group on the host", text);
        }
        broad.push_back(std::move(*group));
    }
    return broad;
}

/// Takes the accounts; a file without any is the wrong one, and all ids would be missing.
base::Result<scanner::Accounts> take(scanner::ParsedAccounts parsed, const std::string& path,
                                     IdentityConfig& config) {
    if (parsed.accounts.all().empty()) {
        return base::fail_because("no account in it: want a file as /etc/passwd or /etc/group is",
                                  path);
    }
    config.mistakes.insert(config.mistakes.end(), parsed.mistakes.begin(), parsed.mistakes.end());
    return std::move(parsed.accounts);
}

base::Result<void> resolve_guest(const IdentityOptions& options, IdentityConfig& config) {
    scanner::Identities& who = config.identities;
    if (!options.guest_root.empty()) {
        PERMAP_TRY_ASSIGN(scanner::SystemAccounts guest,
                          scanner::read_system_accounts(options.guest_root));
        PERMAP_TRY_ASSIGN(who.guest_users,
                          take(std::move(guest.users), options.guest_root, config));
        PERMAP_TRY_ASSIGN(who.guest_groups,
                          take(std::move(guest.groups), options.guest_root, config));
    }
    if (const std::string& path = options.guest_passwd; !path.empty()) {
        PERMAP_TRY_ASSIGN(const std::string text, read_text_file(path));
        PERMAP_TRY_ASSIGN(who.guest_users, take(scanner::parse_passwd(text, path), path, config));
    }
    if (const std::string& path = options.guest_group; !path.empty()) {
        PERMAP_TRY_ASSIGN(const std::string text, read_text_file(path));
        PERMAP_TRY_ASSIGN(who.guest_groups, take(scanner::parse_group(text, path), path, config));
    }
    return {};
}

} // namespace

void add_options(CLI::App& app, IdentityOptions& options) {
    app.add_option("--id-range", options.ranges,
                   "FROM:COUNT or FROM-TO: uids and gids that belong to somebody without an "
                   "account, besides those of /etc/subuid and /etc/subgid")
        ->type_name("FROM:COUNT")
        ->allow_extra_args(false);
    app.add_option("--host-files", options.host_files,
                   "take /etc/passwd, group, subuid and subgid of the host from below this "
                   "directory, and ask no name service")
        ->type_name("DIR");
    app.add_option("--broad-group", options.broad_groups,
                   "NAME or GID of a group that many are in, instead of users, nogroup and kvm")
        ->type_name("GROUP")
        ->allow_extra_args(false);
    app.add_option("--guest-passwd", options.guest_passwd,
                   "a copy of the guest's passwd file: do the ids of the tree exist there?")
        ->type_name("FILE");
    app.add_option("--guest-group", options.guest_group, "likewise its group file")
        ->type_name("FILE");
    app.add_option("--guest-root", options.guest_root,
                   "take both from below the guest's root, mounted at this directory")
        ->type_name("DIR")
        ->excludes("--guest-passwd")
        ->excludes("--guest-group");
}

base::Result<IdentityConfig> resolve(const IdentityOptions& options, HostAccounts accounts) {
    scanner::IdentityRequest request;
    for (const std::string& text : options.ranges) {
        PERMAP_TRY_ASSIGN(const scanner::IdSpan span, scanner::parse_id_span(text));
        request.declared.push_back(span);
    }
    if (!options.host_files.empty()) {
        request.host_root = options.host_files;
        request.is_this_machine = false;
    }
    IdentityConfig config;
    if (accounts == HostAccounts::of_this_machine || !options.host_files.empty()) {
        PERMAP_TRY_ASSIGN(config.identities, scanner::read_identities(request, config.mistakes));
    }
    PERMAP_TRY_ASSIGN(config.identities.broad_groups,
                      resolve_broad_groups(options, config.identities.host_groups.accounts()));
    PERMAP_TRY(resolve_guest(options, config));
    return config;
}

void log_mistakes(const IdentityConfig& config) {
    for (const base::Error& mistake : config.mistakes) {
        spdlog::warn("{}, ignoring", base::to_text(mistake));
    }
}

void log_trouble(const scanner::Identities& identities) {
    for (const scanner::KnownIds* const ids : {&identities.host_users, &identities.host_groups}) {
        if (const std::optional<base::Error> trouble = ids->trouble()) {
            spdlog::warn("a name service does not answer, so that ids may have passed as known: {}",
                         base::to_text(*trouble));
        }
    }
}

} // namespace permap::cli
