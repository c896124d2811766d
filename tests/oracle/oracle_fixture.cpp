// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/oracle_fixture.hpp"

#include <iostream>
#include <utility>

#include <unistd.h>

namespace permap::oracle {

void OracleFixture::SetUp() {
    if (QemuServer::find_program().empty()) {
        GTEST_SKIP() << "qemu-system-x86_64 is not in PATH";
    }
    if (::geteuid() != 0) {
        GTEST_SKIP() << "needs root: servers run as several users";
    }
    auto created = ScratchExport::create();
    ASSERT_THAT(created, Succeeds());
    host_ = std::make_unique<ScratchExport>(std::move(*created));
}

QemuOptions OracleFixture::options(const std::string& security_model) const {
    QemuOptions result;
    result.export_path = host_->path();
    result.security_model = security_model;
    return result;
}

Dice OracleFixture::dice_of(std::uint64_t seed) {
    std::cout << "seed " << seed << '\n';
    return Dice(seed);
}

void OracleFixture::serve(const QemuOptions& options) {
    auto started = QemuServer::start(options);
    ASSERT_THAT(started, Succeeds());
    server_ = std::make_unique<QemuServer>(std::move(*started));
    auto attached = GuestUser::attach(server_->client(), kAlice);
    ASSERT_THAT(attached, Succeeds());
    guest_ = std::make_unique<GuestUser>(std::move(*attached));
}

void OracleFixture::stop_serving() {
    guest_.reset();
    server_.reset();
}

GuestListing OracleFixture::see(const std::string& path, const std::string& security_model,
                                std::optional<RunAs> run_as) {
    QemuOptions wanted = options(security_model);
    wanted.export_path = path;
    wanted.run_as = run_as;
    auto started = QemuServer::start(wanted);
    EXPECT_THAT(started, Succeeds());
    if (!started) {
        return {};
    }
    auto listing = list_guest(started->client());
    EXPECT_THAT(listing, Succeeds());
    return listing ? std::move(*listing) : GuestListing();
}

} // namespace permap::oracle
