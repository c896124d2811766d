// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_options.hpp"

#include "base/numbers.hpp"
#include "base/place.hpp"
#include "base/quote.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace permap::cli {
namespace {

using codec::Credentials;

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find(',', from), text.size());
        parts.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

using ReadId = base::Result<std::uint32_t> (*)(std::string_view);

/// USER[:GROUP[,GROUP...]], each read in its way.
base::Result<Credentials> resolve_user(const std::string& text, ReadId read_user,
                                       ReadId read_group) {
    Credentials who;
    const std::size_t colon = text.find(':');
    PERMAP_TRY_ASSIGN(who.uid, read_user(text.substr(0, colon)));
    who.overrides = who.uid == 0;
    if (colon == std::string::npos) {
        return who;
    }
    for (const std::string& group : split(text.substr(colon + 1))) {
        PERMAP_TRY_ASSIGN(const std::uint32_t gid, read_group(group));
        who.groups.push_back(gid);
    }
    return who;
}

/// A user of this host: by name or number, with its own groups unless others are given.
base::Result<Credentials> resolve_host_user(const std::string& text) {
    PERMAP_TRY_ASSIGN(Credentials who, resolve_user(text, base::find_user, base::find_group));
    if (text.find(':') != std::string::npos) {
        return who;
    }
    const auto groups = base::groups_of(who.uid);
    if (!groups) {
        return base::fail_because("no such user, so its groups are not known: say UID:GID", text);
    }
    who.groups = *groups;
    return who;
}

/// A user of a guest: numbers only, for the host's names mean nothing there.
base::Result<Credentials> resolve_guest_user(const std::string& text) {
    return resolve_user(text, base::parse_id, base::parse_id);
}

base::Result<std::optional<std::uint32_t>> resolve_wanted(const std::string& text) {
    std::optional<std::uint32_t> wanted;
    for (const char letter : text) {
        const std::size_t at = std::string_view("xwr").find(letter);
        if (at == std::string_view::npos) {
            return base::fail_because("--want takes letters of rwx", text);
        }
        wanted = wanted.value_or(0) | 1U << at;
    }
    return wanted;
}

base::Result<void> resolve_guest(const ExplainOptions& options, ExplainConfig& config) {
    if (!options.as_guest.empty()) {
        PERMAP_TRY_ASSIGN(config.as_guest, resolve_guest_user(options.as_guest));
    }
    const std::optional<codec::GuestMount> mount = codec::parse_access(options.access);
    if (!mount) {
        return base::fail_because("--access takes client, user, any or a uid", options.access);
    }
    config.guest_mount = *mount;
    config.guest_mount.enforces_acls = options.enforces_acls;
    config.model = codec::find_model(options.model);
    if (config.model == nullptr) {
        return base::fail_because("no such model", options.model);
    }
    if (!options.root.empty()) {
        PERMAP_TRY_ASSIGN(const base::Place root, base::find_place(options.root + "/."));
        config.root = root.real_path;
    }
    if (!options.host_owner.empty()) {
        PERMAP_TRY_ASSIGN(config.host_user, resolve_host_user(options.host_owner));
    }
    return {};
}

} // namespace

std::uint32_t ExplainConfig::wanted_for(codec::Kind kind) const {
    const std::uint32_t usual =
        kind == codec::Kind::directory ? codec::kMayRead | codec::kMayExecute : codec::kMayRead;
    return wanted.value_or(usual);
}

void add_options(CLI::App& app, ExplainOptions& options) {
    app.add_option("PATH", options.path, "the object")->required();
    app.add_option("--as", options.as, "can this user of the host reach it?")
        ->type_name("USER[:GROUP,...]");
    app.add_option("--want", options.want,
                   "letters of rwx that are asked for; without it r, and rx of directories")
        ->type_name("LETTERS")
        ->check([](const std::string& letters) {
            return letters.empty() ? "no letters ask for nothing: want some of rwx" : "";
        });
    app.add_option("--as-guest", options.as_guest, "what may this user of the guest do?")
        ->type_name("UID[:GID,...]");
    app.add_option("--access", options.access, "the guest's mount option")
        ->type_name("client|user|any|UID")
        ->capture_default_str();
    app.add_flag("--posixacl", options.enforces_acls, "the guest has mounted with posixacl");
    app.add_option("--model", options.model, "how the tree is exported")
        ->type_name("MODEL")
        ->capture_default_str();
    app.add_option("--root", options.root,
                   "the shared directory; without it only the object itself is judged for guests")
        ->type_name("DIR");
    app.add_option("--host-owner", options.host_owner,
                   "who QEMU runs as: may it do that on the host?")
        ->type_name("USER[:GROUP,...]");
    app.add_option("--host-files", options.host_files,
                   "take /proc and /sys from below this directory: a recording of a machine")
        ->type_name("DIR");
    app.add_flag("--dry-run,-n", options.is_dry_run, "accepted everywhere: explain never writes");
    add_shared_options(app, options.shared, report::Holds::records);
    app.get_option("--fail-on")->description("accepted everywhere: explain has no findings");
}

base::Result<ExplainConfig> resolve(const ExplainOptions& options) {
    ExplainConfig config;
    PERMAP_TRY_ASSIGN(config.shared, resolve(options.shared, report::Holds::records));
    config.path = options.path;
    if (!options.as.empty()) {
        PERMAP_TRY_ASSIGN(config.as, resolve_host_user(options.as));
    }
    PERMAP_TRY_ASSIGN(config.wanted, resolve_wanted(options.want));
    if (!options.want.empty() && options.as.empty() && options.as_guest.empty()) {
        return base::fail_because("--want needs --as USER or --as-guest UID: whose access is asked "
                                  "for?",
                                  options.want);
    }
    PERMAP_TRY(resolve_guest(options, config));
    PERMAP_TRY_ASSIGN(config.files, resolve_host_files(options.host_files));
    return config;
}

} // namespace permap::cli
