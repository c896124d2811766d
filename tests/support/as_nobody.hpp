// SPDX-License-Identifier: Apache-2.0
// AsNobody: while it lives, the process acts as an ordinary user. Tests of permissions do not run
// as root: root may do everything.
#pragma once

namespace permap::tests {

inline constexpr unsigned kNobody = 65534;

[[nodiscard]] bool is_root();

class AsNobody {
public:
    /// Does nothing where the process is an ordinary user already.
    AsNobody();
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;
    ~AsNobody();
};

} // namespace permap::tests
