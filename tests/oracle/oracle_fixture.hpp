// SPDX-License-Identifier: Apache-2.0
// OracleFixture: what every test of the real server starts from. It skips, with the reason, where
// there is no QEMU or no root.
#pragma once

#include "tests/oracle/dice.hpp"
#include "tests/oracle/guest_listing.hpp"
#include "tests/oracle/guest_user.hpp"
#include "tests/oracle/qemu_server.hpp"
#include "tests/oracle/result_matchers.hpp"
#include "tests/oracle/scratch_export.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace permap::oracle {

inline constexpr GuestIds kAlice{.uid = 1000, .gid = 1001};
/// Nobody of this host: who runs an unprivileged server.
inline constexpr RunAs kHostOwner{.uid = 64055, .gid = 64056};

/// An empty export and, after `serve`, a server for it.
class OracleFixture : public ::testing::Test {
protected:
    void SetUp() override;

    [[nodiscard]] QemuOptions options(const std::string& security_model) const;

    /// Dice whose seed is in the test's output.
    static Dice dice_of(std::uint64_t seed);

    /// Starts a server; `guest_` acts through it as `kAlice`. Failures are fatal.
    void serve(const QemuOptions& options);
    void stop_serving();

    /// What guest root sees of `path` through a server that lives for this call only.
    GuestListing see(const std::string& path, const std::string& security_model,
                     std::optional<RunAs> run_as = {});

    std::unique_ptr<ScratchExport> host_;
    std::unique_ptr<QemuServer> server_;
    std::unique_ptr<GuestUser> guest_;
};

} // namespace permap::oracle
