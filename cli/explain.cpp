// SPDX-License-Identifier: Apache-2.0
// permap explain: one object, as the host has it and as a guest sees it, and who can reach it.
#include "cli/command.hpp"
#include "cli/explain_options.hpp"
#include "cli/session.hpp"
#include "cli/version.hpp"

#include "base/linux_fs.hpp"
#include "base/mount_clone.hpp"
#include "base/quote.hpp"
#include "codec/metadata_file.hpp"
#include "report/access_record.hpp"
#include "report/object_record.hpp"
#include "scanner/access_path.hpp"
#include "scanner/read_facts.hpp"
#include "scanner/read_metadata.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace permap::cli {
namespace {

/// A path to the object and the mount that it ends on.
struct Way {
    scanner::AccessPath path;
    scanner::Mount mount; ///< without a point where it is not in the table
};

/// The object and everything read about it; nothing is asked again afterwards.
struct Object : Way {
    std::vector<Way> other_ways;
};

/// The metadata file beside it, or the one of a root in it; the others show what is in attributes.
base::Result<void> add_metadata(const base::FsReader& reader, const base::Place& place,
                                codec::Facts& facts) {
    PERMAP_TRY(
        scanner::add_metadata_file(reader, place.directory.get(), place.name.c_str(), facts));
    if (facts.state.attributes.find(codec::kMetadataFile) != nullptr ||
        facts.state.kind != codec::Kind::directory) {
        return {};
    }
    PERMAP_TRY_ASSIGN(const base::Fd own,
                      reader.open_directory(place.directory.get(), place.name.c_str()));
    return scanner::add_metadata_file(reader, own.get(), ".", facts);
}

/// Contents are read on a private mount where there may be one: it moves no time of access. With
/// all that is mounted below, for that may be the object.
base::Result<void> move_to_jail(base::Place& place, base::Safety safety) {
    if (safety == base::Safety::dirfd) {
        return {};
    }
    auto clone = base::clone_mount_somehow(
        place.directory, {.access = base::Access::read, .sub_mounts = base::SubMounts::include});
    if (clone) {
        place.directory = std::move(clone->mount);
    } else if (safety == base::Safety::jail) {
        return tl::unexpected(std::move(clone).error());
    }
    return {};
}

/// What the object keeps besides statx and attributes: the text of a link, or of what may stand for
/// one, and a metadata file.
base::Result<void> add_contents(const base::FsReader& reader, const base::Place& place,
                                codec::Facts& facts) {
    const int directory = place.directory.get();
    const char* const name = place.name.c_str();
    if (facts.state.kind == codec::Kind::symlink) {
        facts.state.content = reader.read_link(directory, name).value_or("");
    } else if (facts.state.kind == codec::Kind::file &&
               codec::has_metadata(facts.state.attributes)) {
        facts.state.content = scanner::read_stand_in(reader, directory, name).value_or("");
    }
    return add_metadata(reader, place, facts);
}

base::Result<Way> read_way(const base::FsReader& reader, const base::Place& place,
                           const std::vector<scanner::Mount>& mounts) {
    Way way;
    PERMAP_TRY_ASSIGN(way.path, scanner::read_access_path(reader, place));
    PERMAP_TRY_ASSIGN(const base::Stat stat,
                      reader.stat_at(place.directory.get(), place.name.c_str()));
    if (const auto* const mount = scanner::find_mount(mounts, stat.mount_id)) {
        way.mount = *mount;
    }
    return way;
}

base::Result<Object> read_object(const std::string& name, base::Safety safety) {
    const base::LinuxReader reader(base::SafetyLevel::dirfd);
    PERMAP_TRY_ASSIGN(base::Place place, base::find_place(name));
    PERMAP_TRY_ASSIGN(const std::vector<scanner::Mount> mounts, scanner::read_mounts());
    Object object;
    PERMAP_TRY_ASSIGN(static_cast<Way&>(object), read_way(reader, place, mounts));
    for (const scanner::OtherWay& other : scanner::find_other_ways(reader, place, mounts)) {
        if (auto way = read_way(reader, other.place, mounts)) {
            way->mount.point = other.mount_point;
            object.other_ways.push_back(std::move(*way));
        }
    }
    PERMAP_TRY(move_to_jail(place, safety));
    PERMAP_TRY(add_contents(reader, place, object.path.facts.back()));
    return object;
}

/// Security modules that may deny what permissions allow.
std::vector<std::string> module_notes(const scanner::HostFiles& files) {
    std::vector<std::string> notes;
    if (files.read("/sys/fs/selinux/enforce") == "1") {
        notes.emplace_back("SELinux is enforcing and may deny what permissions allow: ausearch -m "
                           "avc -ts recent; ls -Z shows the label");
    }
    if (files.read("/sys/module/apparmor/parameters/enabled") == "Y") {
        notes.emplace_back("AppArmor is on and may confine a program (QEMU under libvirt is): "
                           "the kernel's log has apparmor=\"DENIED\" lines if so");
    }
    return notes;
}

/// What the mount refuses to everybody, whatever permissions say.
std::vector<std::string> refused_by_mount(const scanner::Mount& mount, codec::Kind kind,
                                          std::uint32_t wanted) {
    std::vector<std::string> notes;
    const auto refuse = [&](std::string_view how, std::string_view what) {
        notes.push_back(
            fmt::format("{} is mounted {}: nobody can {}", base::quote(mount.point), how, what));
    };
    const bool is_read_only =
        scanner::has_option(mount.options, "ro") || scanner::has_option(mount.super_options, "ro");
    if ((wanted & codec::kMayWrite) != 0 && is_read_only && !codec::is_special(kind)) {
        refuse("read-only", "write"); // what is written to a device or fifo goes elsewhere
    }
    if ((wanted & codec::kMayExecute) != 0 && kind == codec::Kind::file &&
        scanner::has_option(mount.options, "noexec")) {
        refuse("noexec", "execute a file there (an interpreter may read a script)");
    }
    if ((wanted & (codec::kMayRead | codec::kMayWrite)) != 0 && codec::is_device(kind) &&
        scanner::has_option(mount.options, "nodev")) {
        refuse("nodev", "open a device there");
    }
    return notes;
}

/// Notes on what the flags of the inode refuse; `is_allowed` becomes false where that is all.
void judge_flags(const scanner::PathStep& step, std::uint32_t flags, report::AccessAnswer& answer) {
    if ((answer.wanted & codec::kMayWrite) == 0 || flags == 0) {
        return;
    }
    if ((flags & codec::kImmutable) != 0) {
        answer.is_allowed = false;
        answer.through.clear();
        answer.notes.push_back(fmt::format("it is immutable: nobody can write it before chattr -i "
                                           "{}",
                                           base::shell_word(step.path)));
        return;
    }
    answer.notes.emplace_back(answer.kind == codec::Kind::directory
                                  ? "it is append-only (chattr +a): names can be made in it, none "
                                    "renamed or removed"
                                  : "it is append-only (chattr +a): only programs that open it to "
                                    "append (O_APPEND) can write, at its end");
}

report::AccessAnswer answer_for(const Object& object, const ExplainConfig& config) {
    report::AccessAnswer answer;
    answer.who = *config.as;
    answer.kind = object.path.facts.back().state.kind;
    answer.wanted = config.wanted_for(answer.kind);
    answer.access = scanner::judge_access(object.path.steps, answer.who);
    answer.obstacles = scanner::find_obstacles(object.path.steps, answer.who, answer.wanted);
    answer.notes = refused_by_mount(object.mount, answer.kind, answer.wanted);
    answer.is_allowed = answer.obstacles.empty() && answer.notes.empty();
    for (const Way& way : object.other_ways) {
        if (!answer.is_allowed &&
            scanner::find_obstacles(way.path.steps, answer.who, answer.wanted).empty() &&
            refused_by_mount(way.mount, answer.kind, answer.wanted).empty()) {
            answer.is_allowed = true;
            answer.through = way.mount.point;
        }
    }
    judge_flags(object.path.steps.back(), object.path.facts.back().state.flags, answer);
    if (answer.kind == codec::Kind::symlink) {
        answer.notes.emplace_back(report::kAboutTheLink);
    }
    if (!object.path.is_whole) {
        answer.notes.emplace_back("not everything above could be looked at: ask as root");
    }
    for (std::string& note : module_notes(config.files)) {
        answer.notes.push_back(std::move(note));
    }
    return answer;
}

report::GuestAnswer guest_answer_for(const Object& object, const ExplainConfig& config) {
    report::GuestAnswer answer = {.who = *config.as_guest,
                                  .mount = config.guest_mount,
                                  .model = config.model,
                                  .wanted = config.wanted_for(object.path.facts.back().state.kind),
                                  .root = config.root,
                                  .steps = {},
                                  .obstacles = {},
                                  .host_obstacles = {},
                                  .host_user = config.host_user,
                                  .new_owner = {}};
    for (std::size_t at = 0; at < object.path.steps.size(); ++at) {
        const std::string& path = object.path.steps[at].path;
        const codec::Decoded decoded = config.model->decode(object.path.facts[at]);
        if (decoded.view.kind == codec::Kind::directory) { // the last one is where files are made
            answer.new_owner = codec::owner_of_new_file(decoded.view, answer.who,
                                                        config.guest_mount, *config.model);
        }
        const bool is_last = at + 1 == object.path.steps.size();
        const bool is_shared = !config.root.empty() &&
                               (path == config.root || scanner::is_path_below(path, config.root));
        if (is_last || is_shared) { // guests do not pass what is above the export
            answer.steps.push_back(
                {path, codec::guarded_by_guest(decoded.view, config.guest_mount)});
        }
    }
    answer.obstacles = scanner::find_obstacles(answer.steps, answer.who, answer.wanted);
    if (config.host_user) {
        answer.host_obstacles =
            scanner::find_obstacles(object.path.steps, *config.host_user, answer.wanted);
    }
    return answer;
}

ExitStatus explain(const ExplainConfig& config) {
    const StopSignal stop;
    const base::Result<Object> object = read_object(config.path, config.shared.safety);
    if (!object) {
        return fail_usage(base::with_path(object.error(), config.path));
    }
    const std::string& real_path = object->path.steps.back().path;
    if (!config.root.empty() && real_path != config.root &&
        !scanner::is_path_below(real_path, config.root)) {
        return fail_usage(base::fail_because("is not below the --root", real_path).value());
    }
    auto session = Session::create(config.shared, stop, false);
    if (!session) {
        return fail_usage(session.error());
    }
    report::Reporter& reporter = (*session)->reporter();
    (*session)->header({.command = "explain",
                        .roots = {config.path},
                        .model = {},
                        .safety = {},
                        .version = kVersion});
    reporter.begin_root(config.path);
    reporter.record(report::object_record(
        {object->path.steps.back().path, object->path.facts.back(), object->mount}));

    bool is_allowed = true;
    if (config.as) {
        const report::AccessAnswer answer = answer_for(*object, config);
        reporter.record(report::access_record(answer));
        is_allowed = is_allowed && answer.is_allowed;
    }
    if (config.as_guest) {
        const report::GuestAnswer answer = guest_answer_for(*object, config);
        reporter.record(report::guest_access_record(answer));
        is_allowed = is_allowed && answer.is_allowed();
    }
    return (*session)->end({.entries = 1}, is_allowed ? ExitStatus::clean : ExitStatus::findings);
}

} // namespace

ExitStatus run_explain(Arguments arguments) {
    ExplainOptions options;
    CLI::App app("Explain one object: what the host has, what a guest sees, and who can reach it.\n"
                 "Never writes to a tree. Exit status 1: no, it cannot be reached.",
                 "permap explain");
    add_options(app, options);
    if (const std::optional<int> status = parse(app, std::move(arguments))) {
        return static_cast<ExitStatus>(*status);
    }
    const base::Result<ExplainConfig> config = resolve(options);
    if (!config) {
        return fail_usage(config.error());
    }
    set_up_logging(config->shared.verbosity, config->shared.colour);
    return explain(*config);
}

} // namespace permap::cli
