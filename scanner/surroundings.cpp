// SPDX-License-Identifier: Apache-2.0
#include "scanner/surroundings.hpp"

#include "base/ancestors.hpp"
#include "base/linux_fs.hpp"
#include "base/place.hpp"
#include "scanner/access_path.hpp"
#include "scanner/reach.hpp"
#include "scanner/rules/all.hpp"
#include "scanner/run_mark.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

std::vector<std::pair<std::string, std::string>>
find_marks(const std::vector<base::Ancestor>& above) {
    std::vector<std::pair<std::string, std::string>> marks;
    for (const base::Ancestor& directory : above) {
        for (const char* const name : {kTrustedMark, kUserMark}) {
            if (base::has_attribute(directory, name)) {
                marks.emplace_back(directory.path, name);
            }
        }
        if (has_mark_line(base::read_head_in(directory, kMarkFile, kLongestMarkFile))) {
            marks.emplace_back(directory.path, kMarkFile);
        }
    }
    return marks;
}

/// Up to the first that keeps others out.
std::vector<std::string> find_replaceable(const std::vector<base::Ancestor>& above) {
    std::vector<std::string> paths;
    Reach reach;
    for (const base::Ancestor& directory : above) {
        reach = inside(reach, directory.mode, codec::HostUid{directory.uid}, directory.path);
        if (reach.host && lets_others_replace(directory.mode)) {
            paths.push_back(directory.path);
        }
    }
    return paths;
}

std::string read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<PathStep> read_way(const std::string& real_path) {
    const base::LinuxReader reader(base::SafetyLevel::dirfd, base::CrossMounts::yes);
    const base::Result<base::Place> place = base::find_place(real_path);
    auto path = place ? read_access_path(reader, *place) : tl::unexpected(place.error());
    return path && path->is_whole ? std::move(path->steps) : std::vector<PathStep>();
}

void look_at_mount(const std::string& real_path, Surroundings& around) {
    const base::Result<std::vector<Mount>> mounts = read_mounts();
    const Mount* const mount = mounts ? mount_of(*mounts, real_path) : nullptr;
    if (mount != nullptr) {
        around.mount = *mount;
        around.storage = read_storage(*mount, *mounts, HostFiles());
    }
    const std::size_t prefix = real_path == "/" ? 1 : real_path.size() + 1;
    for (const Mount& below : mounts.value_or(std::vector<Mount>())) {
        if (is_path_below(below.point, real_path)) { // the later covers the earlier
            around.mounts_below[below.point.substr(prefix)] = below;
        }
    }
}

} // namespace

std::set<std::string, std::less<>> parse_live_sockets(std::string_view text) {
    constexpr std::string_view kListens = "00010000"; // __SO_ACCEPTCON
    constexpr std::string_view kDatagram = "0002";    // SOCK_DGRAM
    std::set<std::string, std::less<>> paths;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string number, references, protocol, flags, type, state, inode;
        fields >> number >> references >> protocol >> flags >> type >> state >> inode;
        const std::size_t slash = line.find(" /");
        const bool is_live = flags == kListens || type == kDatagram;
        if (is_live && slash != std::string::npos) {
            paths.insert(line.substr(slash + 1));
        }
    }
    return paths;
}

bool has_listener(const Surroundings& around, std::string_view path) {
    const std::string& root = around.place.real_path;
    return around.live_sockets.contains((root == "/" ? "/" : root + "/").append(path));
}

Surroundings read_surroundings(const std::string& real_path, const std::string& proc) {
    Surroundings around;
    around.place = place_of_tree(real_path);
    around.way = read_way(real_path);
    look_at_mount(real_path, around);
    around.overlays_have_index = read_text("/sys/module/overlay/parameters/index").starts_with('Y');
    around.live_sockets = parse_live_sockets(read_text(proc + "/net/unix"));
    const std::vector<base::Ancestor> above = base::read_ancestors(real_path);
    around.marks_above = find_marks(above);
    around.replaceable_above = find_replaceable(above);
    base::Result<ServerProcesses> servers = read_server_processes(proc);
    if (!servers) {
        around.why_no_servers = base::to_text(servers.error());
        return around;
    }
    around.servers = std::move(*servers);
    around.holders = find_holders(around.servers, around.place);
    return around;
}

std::string say_unseen_servers(const Surroundings& around) {
    if (!around.why_no_servers.empty()) {
        return "running servers are not known: " + around.why_no_servers;
    }
    std::string unseen;
    for (const ServerProcess& process : around.servers.found) {
        if (!process.is_examined) {
            unseen += fmt::format("{}{} (pid {})", unseen.empty() ? "" : ", ",
                                  to_text(process.program), process.pid);
        }
    }
    if (!unseen.empty()) {
        return "only root can see what is open in " + unseen;
    }
    return around.servers.hides_others ? "/proc hides the processes of others: only root can see "
                                         "whether a server has the tree open"
                                       : std::string();
}

} // namespace permap::scanner
