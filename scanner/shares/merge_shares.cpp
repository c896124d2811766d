// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/find_shares.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

bool is_same_export(const FoundShare& configured, const FoundShare& running) {
    return configured.protocol == running.protocol && configured.tag == running.tag &&
           configured.guest == running.guest && configured.path == running.path &&
           configured.model == running.model;
}

/// QEMU knows a virtiofs share by its socket alone; virtiofsd knows the directory.
void join_sockets(std::vector<FoundShare>& running) {
    for (FoundShare& daemon : running) {
        if (daemon.origin != ShareOrigin::virtiofsd || daemon.socket.empty()) {
            continue;
        }
        const auto qemu = std::ranges::find_if(running, [&](const FoundShare& other) {
            return other.origin == ShareOrigin::qemu && other.socket == daemon.socket;
        });
        if (qemu != running.end()) {
            daemon.tag = qemu->tag;
            daemon.guest = qemu->guest;
            qemu->where.clear(); // to be removed
        }
    }
    std::erase_if(running, [](const FoundShare& share) {
        const bool is_qemus_half =
            share.protocol == ShareProtocol::virtiofs && share.origin == ShareOrigin::qemu;
        return is_qemus_half && share.where.empty();
    });
}

} // namespace

std::vector<FoundShare> merge_shares(std::vector<FoundShare> configured,
                                     std::vector<FoundShare> running) {
    join_sockets(running);
    for (FoundShare& share : configured) {
        const auto process = std::ranges::find_if(
            running, [&](const FoundShare& other) { return is_same_export(share, other); });
        if (process != running.end()) {
            share.where += fmt::format(", {}", process->where);
            share.user = process->user;
            share.uid = process->uid;
            share.gid = process->gid;
            running.erase(process);
        }
    }
    std::ranges::move(running, std::back_inserter(configured));
    std::ranges::stable_sort(configured, {}, [](const FoundShare& share) {
        return std::tie(share.path, share.guest, share.tag, share.mount_point);
    });
    return configured;
}

const FoundShare* find_server(const std::vector<FoundShare>& shares, const FoundShare& mount) {
    const FoundShare* found = nullptr;
    for (const FoundShare& share : shares) {
        if (share.origin == ShareOrigin::fstab || share.tag != mount.tag ||
            share.protocol != mount.protocol) {
            continue;
        }
        if (found != nullptr) {
            return nullptr; // several machines use the tag
        }
        found = &share;
    }
    return found;
}

} // namespace permap::scanner
