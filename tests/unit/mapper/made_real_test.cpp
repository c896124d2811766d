// SPDX-License-Identifier: Apache-2.0
#include "mapper/made_real.hpp"

#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::mapper {
namespace {

using codec::DiskState;
using codec::Kind;
using codec::Storage;
using Rules = std::vector<std::string_view>;

DiskState state(Kind kind, std::uint32_t mode, std::uint32_t owner = 1000) {
    DiskState made;
    made.kind = kind;
    made.mode = mode;
    made.uid = codec::HostUid{owner};
    made.gid = codec::HostGid{owner};
    return made;
}

DiskState capable(DiskState made) {
    made.attributes.set(codec::kCapability, "cap");
    return made;
}

struct CrossingRow {
    const char* name;
    DiskState now;
    DiskState wanted;
    Rules rules;
    Storage from = Storage::mapped;
    Storage to = Storage::native;
};

void PrintTo(const CrossingRow& row, std::ostream* out) {
    *out << row.name;
}

class CrossingTable : public testing::TestWithParam<CrossingRow> {};

TEST_P(CrossingTable, NamesTheRulesAgainstIt) {
    const CrossingRow& row = GetParam();

    EXPECT_EQ(rules_against({row.now, row.wanted, row.from, row.to}), row.rules);
}

const DiskState kPlain = state(Kind::file, 0600);

INSTANTIATE_TEST_SUITE_P(
    MadeReal, CrossingTable,
    testing::Values(
        CrossingRow{"Plain", kPlain, state(Kind::file, 0755, 0), {}},
        CrossingRow{"Device", kPlain, state(Kind::char_device, 0600), {"device-node"}},
        CrossingRow{"Fifo", kPlain, state(Kind::fifo, 0600), {}},
        CrossingRow{
            "SetIdDirectory", state(Kind::directory, 0700), state(Kind::directory, 06777), {}},
        CrossingRow{"MandatoryLocking", kPlain, state(Kind::file, 02644), {}},
        CrossingRow{"Setuid", kPlain, state(Kind::file, 04755), {"setuid-file"}},
        CrossingRow{"SetuidStays", state(Kind::file, 04700), state(Kind::file, 04755), {}},
        CrossingRow{"SetuidBecomesRoots",
                    state(Kind::file, 04755),
                    state(Kind::file, 04755, 0),
                    {"setuid-file"},
                    Storage::native},
        CrossingRow{"SetuidWasRoots",
                    state(Kind::file, 04755, 0),
                    state(Kind::file, 04755),
                    {},
                    Storage::native},
        CrossingRow{"Capability", kPlain, capable(kPlain), {"file-capability"}},
        CrossingRow{"CapabilityStays", capable(kPlain), capable(kPlain), {}, Storage::native},
        CrossingRow{"CapabilityWakes", capable(kPlain), capable(kPlain), {"file-capability"}},
        CrossingRow{"CapabilityBelowAMappedTree",
                    kPlain,
                    capable(kPlain),
                    {},
                    Storage::native,
                    Storage::mapped},
        CrossingRow{"All",
                    kPlain,
                    capable(state(Kind::file, 06755)),
                    {"setuid-file", "setgid-file", "file-capability"}}),
    [](const auto& row) { return std::string(row.param.name); });

} // namespace
} // namespace permap::mapper
