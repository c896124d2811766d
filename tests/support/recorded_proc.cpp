// SPDX-License-Identifier: Apache-2.0
#include "tests/support/recorded_proc.hpp"

#include <fmt/format.h>

namespace permap::tests {

RecordedProc::RecordedProc() {
    add({.pid = 1, .comm = "init", .words = {"/sbin/init"}, .ids = "0\t0\t0\t0"});
    scratch_.make_file("version", "Linux version 6.1.0");
}

void RecordedProc::add(const RecordedProcess& process) const {
    const std::string at = std::to_string(process.pid);
    scratch_.make_directory(at);
    scratch_.make_file(at + "/comm", process.comm + "\n");
    std::string command_line;
    for (const std::string& word : process.words) {
        command_line.append(word).push_back('\0');
    }
    scratch_.make_file(at + "/cmdline", command_line);
    scratch_.make_file(at + "/status",
                       fmt::format("Name:\t{}\nUid:\t{}\nGid:\t{}\nGroups:\t{} \n", process.comm,
                                   process.ids, process.ids, process.groups));
    scratch_.make_file(at + "/mountinfo", process.mounts);
    if (!process.executable.empty()) {
        scratch_.make_symlink(at + "/exe", process.executable);
    }
    if (process.hides_descriptors) {
        return;
    }
    scratch_.make_directory(at + "/fd");
    scratch_.make_directory(at + "/fdinfo");
    for (const auto& [descriptor, path] : process.descriptors) {
        scratch_.make_symlink(fmt::format("{}/fd/{}", at, descriptor), path);
        scratch_.make_file(fmt::format("{}/fdinfo/{}", at, descriptor),
                           fmt::format("pos:\t0\nflags:\t02\nmnt_id:\t{}\n", process.mount_id));
    }
}

} // namespace permap::tests
