// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/find_shares.hpp"

#include "base/file_below.hpp"
#include "base/numbers.hpp"
#include "codec/permission.hpp"
#include "scanner/server_processes.hpp"
#include "scanner/shares/guest_fstab.hpp"
#include "scanner/shares/libvirt_domain.hpp"
#include "scanner/shares/proxmox_config.hpp"
#include "scanner/shares/qemu_command.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// Far more than any domain, fstab or passwd file has.
constexpr std::size_t kMostFileBytes = std::size_t{16} * 1024 * 1024;

constexpr const char* kLibvirtDirectories[] = {"/etc/libvirt/qemu", "/run/libvirt/qemu"};
constexpr const char* kProxmoxDirectory = "/etc/pve/qemu-server";
constexpr const char* kProxmoxMappings = "/etc/pve/mapping/directory.cfg";

/// Whether a file that a process names is read for it. Any user of the host may write such words,
/// also for a set-id program under another name, and we may be root: so the process must be one
/// that may read the file itself. Directories above it are not asked.
bool may_read(const ServerProcess& server, const base::FoundFile& file) {
    if (server.uid == 0) {
        return server.executable.empty() || recognise_server({}, server.executable, {});
    }
    codec::Credentials who = {.uid = server.uid, .groups = server.groups};
    who.groups.push_back(server.gid);
    const codec::Guarded object = {.mode = file.mode, .uid = file.uid, .gid = file.gid};
    return codec::judge(object, who, codec::kMayRead).is_allowed;
}

class Search {
public:
    Search(const ShareSearch& search, int root) : search_(search), root_(root) {}

    ParsedShares run();

private:
    void add(ParsedShares parsed);
    void complain(base::Error error) { mistakes_.push_back(std::move(error)); }
    void read_accounts();
    void set_libvirt_user();
    void name_user(FoundShare& share) const;
    void search_libvirt();
    void read_libvirt_file(const base::Result<std::string>& text, const std::string& path);
    void search_proxmox();
    void search_processes();
    [[nodiscard]] base::Result<std::string> read_config(const ServerProcess& server,
                                                        const std::string& file) const;
    void read_server(const ServerProcess& server);
    void read_fstab();

    const ShareSearch& search_;
    int root_;
    Accounts users_;
    Accounts groups_;
    FoundShare libvirt_; ///< what libvirt's shares begin as
    std::vector<FoundShare> configured_;
    std::vector<FoundShare> running_;
    std::vector<base::Error> mistakes_;
    std::string unseen_;
};

void Search::add(ParsedShares parsed) {
    std::ranges::move(parsed.shares, std::back_inserter(configured_));
    std::ranges::move(parsed.mistakes, std::back_inserter(mistakes_));
}

void Search::read_accounts() {
    users_ = read_users(search_.system_root);
    if (const auto text = base::read_file_below(root_, "/etc/group", kMostFileBytes)) {
        groups_ = parse_group(*text, "/etc/group").accounts;
    }
}

/// qemu.conf, else the user that the distribution's packages make.
void Search::set_libvirt_user() {
    libvirt_ = {.origin = ShareOrigin::libvirt};
    const auto conf = base::read_file_below(root_, "/etc/libvirt/qemu.conf", kMostFileBytes);
    libvirt_.user = conf ? qemu_conf_value(*conf, "user") : std::string();
    for (const char* const name : {"libvirt-qemu", "qemu"}) {
        if (libvirt_.user.empty() && users_.by_name(name) != nullptr) {
            libvirt_.user = name;
        }
    }
}

/// Looks the user up: USER[:GROUP], each a name, a number, or +NUMBER.
void Search::name_user(FoundShare& share) const {
    if (share.uid || share.user.empty()) {
        return;
    }
    const auto id_of = [](std::string_view text,
                          const Accounts& accounts) -> std::optional<std::uint32_t> {
        if (const Account* const account = accounts.by_name(text)) {
            return account->id;
        }
        text.remove_prefix(text.starts_with('+') ? 1 : 0);
        const base::Result<std::uint32_t> number = base::parse_id(text);
        return number ? std::optional(*number) : std::nullopt;
    };
    const std::size_t colon = share.user.find(':');
    const std::string name = share.user.substr(0, colon);
    share.uid = id_of(name, users_);
    if (colon != std::string::npos) {
        share.gid = id_of(std::string_view(share.user).substr(colon + 1), groups_);
    } else if (const Account* const account = users_.by_name(name)) {
        share.gid = account->group;
    }
}

void Search::read_libvirt_file(const base::Result<std::string>& text, const std::string& path) {
    if (!text) {
        return complain(text.error());
    }
    FoundShare prototype = libvirt_;
    prototype.where = path;
    add(parse_libvirt_domain(*text, prototype));
}

void Search::search_libvirt() {
    for (const char* const directory : kLibvirtDirectories) {
        const auto names = base::list_names_below(root_, directory);
        if (!names) {
            complain(names.error());
            continue;
        }
        for (const std::string& name : *names) {
            if (name.ends_with(".xml")) {
                const std::string path = fmt::format("{}/{}", directory, name);
                read_libvirt_file(base::read_file_below(root_, path, kMostFileBytes), path);
            }
        }
    }
}

void Search::search_proxmox() {
    const auto names = base::list_names_below(root_, kProxmoxDirectory);
    if (!names) {
        return complain(names.error());
    }
    const auto mappings = base::read_file_below(root_, kProxmoxMappings, kMostFileBytes);
    if (!mappings && !base::is_missing(mappings.error())) {
        complain(mappings.error());
    }
    const auto host = base::read_file_below(root_, "/etc/hostname", kMostFileBytes);
    const std::string node = host ? host->substr(0, host->find_first_of(".\n")) : std::string();
    const ProxmoxDirectories directories =
        parse_proxmox_directories(mappings ? *mappings : std::string(), node);
    for (const std::string& name : *names) {
        if (!name.ends_with(".conf")) {
            continue;
        }
        const std::string path = fmt::format("{}/{}", kProxmoxDirectory, name);
        const base::Result<std::string> text = base::read_file_below(root_, path, kMostFileBytes);
        if (!text) {
            complain(text.error());
            continue;
        }
        // Proxmox VE starts every machine as root
        add(parse_proxmox_config(
            *text, directories,
            {.origin = ShareOrigin::proxmox, .where = path, .user = "root", .uid = 0, .gid = 0}));
    }
}

base::Result<std::string> Search::read_config(const ServerProcess& server,
                                              const std::string& file) const {
    if (!file.starts_with('/')) {
        return base::fail_because("a relative path of another process", file);
    }
    PERMAP_TRY_ASSIGN(const base::FoundFile found, base::find_file_below(root_, file));
    if (!may_read(server, found)) {
        return base::fail_because(
            fmt::format("named by process {}, which may not read it itself", server.pid), file);
    }
    return base::read_found(found, file, kMostFileBytes);
}

void Search::read_server(const ServerProcess& server) {
    const bool is_qemu = server.program == ServerProgram::qemu;
    const Account* const account = users_.by_id(server.uid);
    const FoundShare prototype = {.origin = is_qemu ? ShareOrigin::qemu : ShareOrigin::virtiofsd,
                                  .where = fmt::format("process {}", server.pid),
                                  .user = account != nullptr ? account->name
                                                             : std::to_string(server.uid),
                                  .uid = server.uid,
                                  .gid = server.gid};
    ParsedShares parsed;
    if (is_qemu) {
        QemuDefinitions found = read_qemu_words(server.words, prototype.where);
        for (const std::string& file : found.config_files) {
            const base::Result<std::string> text = read_config(server, file);
            if (text) {
                add_qemu_config(*text, file, found);
            } else {
                complain(text.error());
            }
        }
        parsed = {shares_of(found, prototype), std::move(found.mistakes)};
    } else {
        parsed = parse_virtiofsd_words(server.words, prototype);
    }
    std::ranges::move(parsed.shares, std::back_inserter(running_));
    std::ranges::move(parsed.mistakes, std::back_inserter(mistakes_));
}

void Search::search_processes() {
    const auto servers = read_server_processes(search_.system_root + "/proc");
    if (!servers) {
        if (!base::is_missing(servers.error())) {
            complain(servers.error());
        }
        return;
    }
    if (servers->hides_others) {
        complain(base::fail_because(
                     "hides processes of other users: only root sees what they serve", "/proc")
                     .value());
    } else if (servers->hides_programs) {
        unseen_ = "processes of other users are known by their names alone: run as root to find "
                  "servers under other names, too";
    }
    for (const ServerProcess& server : servers->found) {
        read_server(server);
    }
}

void Search::read_fstab() {
    const base::Result<base::Fd> guest = base::open_system_root(search_.guest_root);
    if (!guest) {
        return complain(guest.error());
    }
    const auto text = base::read_file_below(guest->get(), "etc/fstab", kMostFileBytes);
    if (!text) {
        return complain(text.error());
    }
    add(parse_guest_fstab(*text, {.origin = ShareOrigin::fstab, .where = "etc/fstab"}));
}

ParsedShares Search::run() {
    read_accounts();
    set_libvirt_user();
    for (const std::string& file : search_.libvirt_files) {
        read_libvirt_file(base::read_named_file(file, kMostFileBytes), file);
    }
    if (search_.libvirt_files.empty()) {
        search_libvirt();
        search_proxmox();
        search_processes();
    }
    if (!search_.guest_root.empty()) {
        read_fstab();
    }
    for (FoundShare& share : configured_) {
        name_user(share);
    }
    return {merge_shares(std::move(configured_), std::move(running_)), std::move(mistakes_),
            std::move(unseen_)};
}

} // namespace

ParsedShares find_shares(const ShareSearch& search) {
    const base::Result<base::Fd> root = base::open_system_root(search.system_root);
    if (!root) {
        return {{}, {root.error()}};
    }
    return Search(search, root->get()).run();
}

Accounts read_users(const std::string& system_root) {
    const base::Result<base::Fd> root = base::open_system_root(system_root);
    if (!root) {
        return {};
    }
    const auto text = base::read_file_below(root->get(), "/etc/passwd", kMostFileBytes);
    return text ? parse_passwd(*text, "/etc/passwd").accounts : Accounts();
}

} // namespace permap::scanner
