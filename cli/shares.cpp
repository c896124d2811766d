// SPDX-License-Identifier: Apache-2.0
// permap shares: which directories are exported to guests, how, and what is wrong with that.
#include "cli/command.hpp"
#include "cli/session.hpp"
#include "cli/snippets.hpp"
#include "cli/version.hpp"

#include "base/quote.hpp"
#include "report/share_record.hpp"
#include "scanner/rule.hpp"
#include "scanner/shares/find_shares.hpp"
#include "scanner/shares/snippet.hpp"

#include <cerrno>

#include <CLI/CLI.hpp>
#include <boost/filesystem.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace permap::cli {
namespace {

struct SharesOptions {
    SharedOptions shared;
    std::vector<std::string> libvirt_files;
    std::string guest_root;
    std::string host_files;
    std::string emit;
    std::string to;
    bool is_dry_run = false; ///< accepted everywhere
};

struct SharesConfig {
    SharedConfig shared;
    scanner::ShareSearch search;
    std::optional<scanner::SnippetForm> emit;
    bool prints_snippets = false; ///< instead of a report: --emit for people
    std::string to;               ///< the model that snippets are for; empty: that of the share
};

/// One share with all that is known of it.
struct Looked {
    scanner::FoundShare share;
    scanner::ShareDirectory directory;
};

void add_options(CLI::App& app, SharesOptions& options) {
    app.add_option("--libvirt-xml", options.libvirt_files,
                   "read this domain instead of searching the system")
        ->type_name("FILE")
        ->allow_extra_args(false);
    app.add_option("--guest-root", options.guest_root,
                   "also read etc/fstab below this directory, the root of a guest")
        ->type_name("DIR");
    app.add_option("--host-files", options.host_files,
                   "search the system below this directory instead of this one")
        ->type_name("DIR");
    app.add_option("--emit", options.emit,
                   "print each share as it should be configured, in these words")
        ->type_name("libvirt|qemu|fstab");
    app.add_option("--to", options.to,
                   "with --emit: as it should be after a conversion to this model")
        ->type_name("MODEL");
    app.add_flag("--dry-run,-n", options.is_dry_run, "accepted everywhere: shares never writes");
    add_shared_options(app, options.shared);
}

base::Result<SharesConfig> resolve(const SharesOptions& options) {
    SharesConfig config;
    PERMAP_TRY_ASSIGN(config.shared, resolve(options.shared));
    config.search.libvirt_files = options.libvirt_files;
    config.search.guest_root = options.guest_root;
    if (!options.host_files.empty()) {
        config.search.system_root = options.host_files;
    }
    if (!options.emit.empty()) {
        config.emit = scanner::parse_snippet_form(options.emit);
        if (!config.emit) {
            return base::fail_because(fmt::format(
                "--emit takes one of libvirt, qemu, fstab, not {}", base::quote(options.emit)));
        }
        config.prints_snippets = config.shared.format->name == "text";
        config.shared.format = config.prints_snippets ? &snippet_format() : config.shared.format;
    }
    if (!options.to.empty()) {
        const codec::Model* const model = codec::find_model(options.to);
        if (model == nullptr || !config.emit) {
            return base::fail_because(model == nullptr ? "--to: no such model"
                                                       : "--to needs --emit: to convert, see "
                                                         "'permap convert --help'",
                                      options.to);
        }
        if (model->family == codec::Family::neighbour) {
            return base::fail_because("--to: no server exports a directory with this model, so "
                                      "there is no configuration for it",
                                      options.to);
        }
        config.to = model->name;
    }
    for (const std::string& directory : {config.search.system_root, config.search.guest_root}) {
        boost::system::error_code error;
        if (!directory.empty() && !boost::filesystem::is_directory(directory, error)) {
            return base::fail(error ? error.value() : ENOTDIR, "open", directory);
        }
    }
    return config;
}

void log_unseen(const scanner::ParsedShares& found) {
    if (!found.unseen.empty()) {
        spdlog::warn("{}", found.unseen);
    }
}

std::vector<Looked> look_at_all(const scanner::ParsedShares& found, const SharesConfig& config,
                                Listener& listener) {
    const scanner::Accounts users = scanner::read_users(config.search.system_root);
    std::vector<Looked> all;
    for (const scanner::FoundShare& share : found.shares) {
        base::Result<scanner::ShareDirectory> directory =
            scanner::look_at_share(share, config.search.system_root, users);
        if (!directory) {
            listener.problem({share.path, directory.error()});
        }
        all.push_back({share, directory ? std::move(*directory) : scanner::ShareDirectory{}});
    }
    return all;
}

/// The rule's fix with this share's names in it.
std::string advice_for(const scanner::Rule& rule, const scanner::FoundShare& share) {
    std::string text(rule.fix);
    const std::string user = share.user.empty() || share.uid == 0U ? "QEMU_USER" : share.user;
    for (const auto& [word, name] : {std::pair<std::string, std::string>("DIRECTORY", share.path),
                                     std::pair<std::string, std::string>("QEMU_USER", user)}) {
        if (name.empty() || name == word) {
            continue;
        }
        const std::string shown = base::shell_word(name);
        for (std::size_t at = text.find(word); at != std::string::npos;
             at = text.find(word, at + shown.size())) {
            text.replace(at, word.size(), shown);
        }
    }
    return text;
}

std::string snippet_for(const scanner::FoundShare& share, const SharesConfig& config) {
    if (!config.emit) {
        return {};
    }
    scanner::FoundShare wanted = share;
    const bool changes_model =
        !config.to.empty() && share.protocol == scanner::ShareProtocol::ninep;
    wanted.model = changes_model ? config.to : share.model;
    return scanner::write_snippet(wanted, *config.emit);
}

/// Runs the rules over one share: findings go to the report at once. `all` is what was found, in
/// that order.
report::ShareVerdict judge(const Looked& looked, const std::vector<Looked>& all,
                           const scanner::ParsedShares& found, Session& session) {
    const scanner::FoundShare* server = nullptr;
    const scanner::ShareDirectory* server_directory = nullptr;
    if (looked.share.origin == scanner::ShareOrigin::fstab) {
        if (const auto* const served = scanner::find_server(found.shares, looked.share)) {
            const auto& at = all[static_cast<std::size_t>(served - found.shares.data())];
            server = &at.share;
            server_directory = &at.directory;
        }
    }
    const scanner::ExaminedShare examined = {looked.share, looked.directory, server,
                                             server_directory};
    report::ShareVerdict verdict;
    for (const scanner::Rule& rule : scanner::rules()) {
        std::optional<scanner::Hit> hit =
            rule.check_share == nullptr ? std::nullopt : rule.check_share(examined);
        if (!hit) {
            continue;
        }
        verdict.rules.emplace_back(rule.id);
        verdict.advice.push_back(advice_for(rule, looked.share));
        const codec::Facts facts = looked.directory.facts.value_or(codec::Facts{});
        session.listener().finding(
            scanner::make_finding(rule, std::move(*hit), ".", facts, {}, false));
    }
    return verdict;
}

std::string root_of(const scanner::FoundShare& share) {
    return share.path.empty() ? share.mount_point : share.path;
}

/// A snippet under a comment that says which share it is; empty where the form has nothing to say.
std::string commented_snippet(const scanner::FoundShare& share, const SharesConfig& config) {
    const std::string snippet = snippet_for(share, config);
    if (snippet.empty()) {
        return {};
    }
    const bool is_xml = config.emit == scanner::SnippetForm::libvirt;
    std::string name =
        fmt::format("{}, from {}", base::quote(root_of(share)), base::escape(share.where));
    for (std::size_t at = 0; is_xml && (at = name.find("--", at)) != std::string::npos; ++at) {
        name.insert(at + 1, " "); // two of them end a comment
    }
    return fmt::format("{}\n{}", is_xml ? fmt::format("<!-- {} -->", name) : "# " + name, snippet);
}

void report_one(const Looked& looked, const std::vector<Looked>& all,
                const scanner::ParsedShares& found, const SharesConfig& config, Session& session) {
    session.reporter().begin_root(root_of(looked.share));
    report::ShareVerdict verdict = judge(looked, all, found, session);
    verdict.snippet = snippet_for(looked.share, config);
    report::Record record = report::share_record(looked.share, verdict);
    if (config.prints_snippets) {
        record.text = commented_snippet(looked.share, config);
    }
    session.reporter().record(record);
}

ExitStatus shares(const SharesConfig& config) {
    const StopSignal stop;
    auto session = Session::create(config.shared, stop, false);
    if (!session) {
        return fail_usage(session.error());
    }
    const scanner::ParsedShares found = scanner::find_shares(config.search);
    log_unseen(found);
    std::vector<std::string> roots;
    roots.reserve(found.shares.size());
    for (const scanner::FoundShare& share : found.shares) {
        roots.push_back(root_of(share));
    }
    (*session)->header(
        {.command = "shares", .roots = roots, .model = {}, .safety = {}, .version = kVersion});
    for (const base::Error& mistake : found.mistakes) {
        (*session)->listener().problem({mistake.path, mistake});
    }
    const std::vector<Looked> all = look_at_all(found, config, (*session)->listener());
    for (const Looked& looked : all) {
        report_one(looked, all, found, config, **session);
    }
    if (config.prints_snippets && (*session)->fails()) {
        spdlog::warn(
            "there is something wrong with these shares: permap shares without --emit says "
            "what");
    }
    report::Summary summary;
    summary.entries = all.size();
    const bool has_problems = (*session)->listener().problems() > 0;
    const ExitStatus by_findings = (*session)->fails() ? ExitStatus::findings : ExitStatus::clean;
    return (*session)->end(summary, has_problems ? ExitStatus::incomplete : by_findings);
}

} // namespace

ExitStatus run_shares(Arguments arguments) {
    SharesOptions options;
    CLI::App app("Find the directories that this host exports to virtual machines: in libvirt "
                 "domains,\nProxmox VE configurations and running QEMU and virtiofsd processes. "
                 "Never writes.",
                 "permap shares");
    add_options(app, options);
    if (const std::optional<int> status = parse(app, std::move(arguments))) {
        return static_cast<ExitStatus>(*status);
    }
    const base::Result<SharesConfig> config = resolve(options);
    if (!config) {
        return fail_usage(config.error());
    }
    set_up_logging(config->shared.verbosity, config->shared.colour);
    return shares(*config);
}

} // namespace permap::cli
