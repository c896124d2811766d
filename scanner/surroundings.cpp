// SPDX-License-Identifier: Apache-2.0
#include "scanner/surroundings.hpp"

#include "base/ancestors.hpp"
#include "scanner/run_mark.hpp"

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

} // namespace

Surroundings read_surroundings(const std::string& real_path, const std::string& proc) {
    Surroundings around;
    around.place = place_of_tree(real_path);
    around.marks_above = find_marks(base::read_ancestors(real_path));
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
