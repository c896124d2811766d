// SPDX-License-Identifier: Apache-2.0
// The records `access` and `guest_access`: whether a user may do something with an object, what
// denies it, and what would allow it.
#pragma once

#include "codec/guest_access.hpp"
#include "codec/model.hpp"
#include "report/record.hpp"
#include "scanner/access.hpp"

namespace permap::report {

/// A note where the object is a symbolic link, whose own permissions say little.
constexpr const char* kAboutTheLink =
    "it is a symbolic link, and the answer is about the link itself: who may use what it points to "
    "is another question, so ask about that path, too";

struct AccessAnswer {
    codec::Credentials who;
    codec::Kind kind = codec::Kind::file; ///< of the object
    std::uint32_t wanted = 0;
    scanner::Access access;                   ///< each permission on its own
    std::vector<scanner::Obstacle> obstacles; ///< into a path that outlives the answer
    bool is_allowed = false;
    std::string through; ///< the other mount by which it is reached; empty for the way as named
    std::vector<std::string> notes; ///< what else may deny it, a clause each
};

struct GuestAnswer {
    codec::Credentials who;
    codec::GuestMount mount;
    const codec::Model* model = nullptr;
    std::uint32_t wanted = 0;
    std::string root;                         ///< of the export; empty: not given
    std::vector<scanner::PathStep> steps;     ///< with what the guest sees
    std::vector<scanner::Obstacle> obstacles; ///< into `steps`
    std::vector<scanner::Obstacle> host_obstacles;
    std::optional<codec::Credentials> host_user; ///< QEMU's
    codec::NewOwner new_owner;

    [[nodiscard]] bool is_allowed() const {
        return codec::is_admitted(mount, who.uid) && obstacles.empty() && host_obstacles.empty();
    }
};

[[nodiscard]] Record access_record(const AccessAnswer& answer);
[[nodiscard]] Record guest_access_record(const GuestAnswer& answer);

} // namespace permap::report
