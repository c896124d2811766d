// SPDX-License-Identifier: Apache-2.0
#include "cli/convert_options.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace permap::cli {
namespace {

base::Result<const codec::Model*> resolve_model(const char* option, const std::string& name) {
    const codec::Model* const model = codec::find_model(name);
    if (model == nullptr) {
        return base::fail_because(fmt::format("{} takes one of {}, not {}", option,
                                              codec::model_names(), base::quote(name)));
    }
    return model;
}

/// QEMU reads fmode=644 as a decimal number, which is 01204: whoever learnt that should know that
/// here it is not so.
void warn_of_decimal(const char* option, const std::string& text, ConvertConfig& config) {
    if (!text.starts_with('0')) {
        config.warnings.push_back(
            fmt::format("{} {} is read as octal, unlike QEMU's own options", option, text));
    }
}

/// No error: scripts say the same words for both ways of a conversion.
void warn_of_useless(const ConvertOptions& options, ConvertConfig& config) {
    if (!options.for_mapped.empty() && config.to->storage == codec::Storage::native) {
        config.warnings.push_back(fmt::format("nothing for {} to do with --to {}, ignoring it",
                                              fmt::join(options.for_mapped, ", "),
                                              config.to->name));
    }
}

base::Result<codec::HostPolicy> resolve_policy(const ConvertOptions& options,
                                               const codec::Model& to) {
    codec::HostPolicy policy = {.uid = codec::HostUid{::geteuid()},
                                .gid = codec::HostGid{::getegid()}};
    PERMAP_TRY_ASSIGN(policy.file_mode, base::parse_mode(options.file_mode, 0777));
    PERMAP_TRY_ASSIGN(policy.directory_mode, base::parse_mode(options.directory_mode, 0777));
    const bool is_mapped = to.storage == codec::Storage::mapped;
    if (options.host_owner.empty() && is_mapped && ::geteuid() == 0) {
        return base::fail_because("--host-owner USER[:GROUP] is needed: the user that QEMU runs "
                                  "as, for example libvirt-qemu:kvm");
    }
    if (!options.host_owner.empty()) {
        PERMAP_TRY_ASSIGN(const base::Owner owner, base::parse_owner(options.host_owner));
        policy.uid = codec::HostUid{owner.uid};
        policy.gid = codec::HostGid{owner.gid};
    }
    if (is_mapped &&
        ((policy.file_mode & 0600) != 0600 || (policy.directory_mode & 0700) != 0700)) {
        return base::fail_because("--fmode needs at least 0600 and --dmode 0700: QEMU could not "
                                  "use the tree otherwise");
    }
    return policy;
}

} // namespace

void add_options(CLI::App& app, ConvertOptions& options) {
    app.add_option("PATH", options.path, "the directory that is shared")->required();
    app.add_option("--to", options.to, "the model to convert to: " + codec::model_names())
        ->type_name("MODEL")
        ->required();
    app.add_option("--from", options.from,
                   "the model the tree has now; needed where it carries metadata")
        ->type_name("MODEL");
    app.add_option("--host-owner", options.host_owner,
                   "who QEMU runs as and who will own a mapped tree")
        ->type_name("USER[:GROUP]");
    app.add_option("--fmode", options.file_mode, "mode of files in a mapped tree, octal")
        ->type_name("OCTAL")
        ->capture_default_str();
    app.add_option("--dmode", options.directory_mode, "mode of directories in a mapped tree, octal")
        ->type_name("OCTAL")
        ->capture_default_str();
    add_options(app, options.maps);
    app.add_flag("--keep-native-symlinks", options.keeps_native_symlinks,
                 "leave real symbolic links real in a mapped tree: QEMU 11 and later read them");
    app.add_flag("--apply", options.applies, "perform the conversion; without it, only plan");
    app.add_flag("--dry-run,-n", options.is_dry_run, "only plan: the default");
    app.add_option(
           "--run", options.run,
           "keep the plan, old states and progress in this file; only you may be able to write "
           "its directory")
        ->type_name("FILE");
    app.add_option("--allow", options.allowed, "let what these rules list pass")
        ->type_name("RULE,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    add_exclude_option(app, options.excludes);
    app.add_flag("--cross-device", options.crosses_devices,
                 "refused: convert each file system by itself");
    app.add_flag("-x", options.stays_on_device, "stay on one file system: the default");
    add_shared_options(app, options.shared);
    app.callback([&app, &options] { // before the defaults of configuration files come in
        for (const char* const name :
             {"--host-owner", "--fmode", "--dmode", "--keep-native-symlinks"}) {
            if (app.count(name) > 0) {
                options.for_mapped.emplace_back(name);
            }
        }
    });
    app.get_option("--fail-on")
        ->description(
            "with junit: which findings are failures beside blockers, which the status is about");
}

base::Result<ConvertConfig> resolve(const ConvertOptions& options) {
    ConvertConfig config;
    PERMAP_TRY_ASSIGN(config.shared, resolve(options.shared));
    PERMAP_TRY_ASSIGN(config.to, resolve_model("--to", options.to));
    config.is_from_given = !options.from.empty();
    PERMAP_TRY_ASSIGN(config.from,
                      resolve_model("--from", config.is_from_given ? options.from : "passthrough"));
    PERMAP_TRY_ASSIGN(config.policy, resolve_policy(options, *config.to));
    PERMAP_TRY_ASSIGN(config.allowed, resolve_allowed(options.allowed));
    warn_of_decimal("--fmode", options.file_mode, config);
    warn_of_decimal("--dmode", options.directory_mode, config);
    warn_of_useless(options, config);
    PERMAP_TRY_ASSIGN(IdMapConfig maps, resolve(options.maps, *config.from, *config.to));
    config.maps = std::move(maps.maps);
    if (maps.keeps_unmapped) {
        config.allowed.insert("unmapped-id");
    }
    config.keeps_native_symlinks = options.keeps_native_symlinks;
    config.path = options.path;
    config.run = options.run;
    config.excludes = options.excludes;
    config.applies = options.applies;
    if (options.applies && options.is_dry_run) {
        return base::fail_because("--apply and --dry-run contradict each other");
    }
    if (options.crosses_devices) {
        return base::fail_because(
            "convert stays on one file system: convert each of them by itself");
    }
    return config;
}

} // namespace permap::cli
