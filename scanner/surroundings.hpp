// SPDX-License-Identifier: Apache-2.0
// Surroundings: what is known of a root before its tree is walked and that no entry shows. Read
// once for each root; the rules' `check_root` functions look at it and are pure.
#pragma once

#include "scanner/access.hpp"
#include "scanner/storage/storage_stack.hpp"
#include "scanner/tree_holders.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace permap::scanner {

struct Surroundings {
    TreePlace place;
    /// "/" first, the root last, with what decides who may pass; empty where that is not known.
    std::vector<PathStep> way;
    ServerProcesses servers;
    std::vector<Holder> holders; ///< servers that have it open
    /// Directories above the root that bear the mark of an unfinished run, with its form.
    std::vector<std::pair<std::string, std::string>> marks_above;
    /// Directories above the root in which everybody may rename and replace names.
    std::vector<std::string> replaceable_above;
    std::optional<Mount> mount; ///< that the root is on
    StorageStack storage;       ///< what lies under that
    /// What is mounted below the root, by the path relative to it.
    std::map<std::string, Mount, std::less<>> mounts_below;
    /// The kernel's own choice for overlays that do not say (module parameter `index`).
    bool overlays_have_index = false;
    /// Absolute paths of sockets that somebody listens or receives on, as they were bound.
    std::set<std::string, std::less<>> live_sockets;
    std::string why_no_servers; ///< why /proc could not be read; empty where it could
};

/// Of the directory at this absolute path. What cannot be read is empty, and says so.
[[nodiscard]] Surroundings read_surroundings(const std::string& real_path,
                                             const std::string& proc = "/proc");

/// The paths of bound sockets with somebody behind them, from the text of /proc/net/unix (unix(7)):
/// listeners, and datagram sockets, which need not listen. Abstract names are none.
[[nodiscard]] std::set<std::string, std::less<>> parse_live_sockets(std::string_view text);

/// Whether the socket at this path, relative to the root, has somebody behind it.
[[nodiscard]] bool has_listener(const Surroundings& around, std::string_view path);

/// What could not be seen of the running servers, as a clause for people; empty where all was.
[[nodiscard]] std::string say_unseen_servers(const Surroundings& around);

} // namespace permap::scanner
