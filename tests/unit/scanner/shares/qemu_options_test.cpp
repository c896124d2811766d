// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/qemu_options.hpp"

#include "tests/support/result_matchers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace permap::scanner {
namespace {

struct OptionRow {
    const char* name;
    const char* argument;
    const char* implied;
    QemuOptions expected;
};

class QemuOptionSyntax : public testing::TestWithParam<OptionRow> {};

TEST_P(QemuOptionSyntax, IsReadAsQemuReadsIt) {
    const base::Result<QemuOptions> options =
        parse_qemu_options(GetParam().argument, GetParam().implied);

    ASSERT_TRUE(options);
    EXPECT_EQ(*options, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, QemuOptionSyntax,
    testing::Values(
        OptionRow{"Implied", "local,id=a", "fsdriver", {{"fsdriver", "local"}, {"id", "a"}}},
        OptionRow{"ImpliedNameWritten",
                  "id=a,fsdriver=local",
                  "fsdriver",
                  {{"fsdriver", "local"}, {"id", "a"}}},
        OptionRow{"CommaInValue", "path=/a,,b,id=x", "", {{"path", "/a,b"}, {"id", "x"}}},
        OptionRow{"CommaAtTheEnd", "path=/a,,", "", {{"path", "/a,"}}},
        OptionRow{"TwoCommasInValue", "path=,,,,,id=x", "", {{"path", ",,"}, {"id", "x"}}},
        OptionRow{"EqualsInValue", "path=/a=b", "", {{"path", "/a=b"}}},
        OptionRow{"CommaInImpliedValue", "a,,b,id=x", "guest", {{"guest", "a,b"}, {"id", "x"}}},
        OptionRow{
            "Flag", "local,readonly", "fsdriver", {{"fsdriver", "local"}, {"readonly", "on"}}},
        OptionRow{"NegatedFlag",
                  "local,noreadonly",
                  "fsdriver",
                  {{"fsdriver", "local"}, {"readonly", "off"}}},
        OptionRow{"LastOneCounts", "path=/a,path=/b", "", {{"path", "/b"}}},
        OptionRow{"EmptyValue", "path=,id=x", "", {{"path", ""}, {"id", "x"}}},
        OptionRow{"NothingAtAll", "", "fsdriver", {}},
        OptionRow{"CommaAlone", ",id=x", "", {{"id", "x"}}},
        OptionRow{"Json",
                  R"({"driver":"virtio-9p-pci","fsdev":"f","multi":true,"addr":3})",
                  "driver",
                  {{"driver", "virtio-9p-pci"}, {"fsdev", "f"}, {"multi", "on"}, {"addr", "3"}}},
        OptionRow{"JsonWithNestedValue",
                  R"({"driver":"d","list":[1]})",
                  "driver",
                  {{"driver", "d"}, {"list", ""}}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(QemuOptions, RejectsDamagedJson) {
    EXPECT_FALSE(parse_qemu_options(R"({"driver":)", "driver"));
}

TEST(QemuOptions, TakesTheWordsForOn) {
    const QemuOptions options = {{"a", "on"}, {"b", "yes"}, {"c", "off"}, {"d", "1"}};

    EXPECT_TRUE(is_on(options, "a"));
    EXPECT_TRUE(is_on(options, "b"));
    EXPECT_FALSE(is_on(options, "c"));
    EXPECT_FALSE(is_on(options, "d"));
    EXPECT_FALSE(is_on(options, "absent"));
}

TEST(QemuOptions, EscapedValuesAreReadBack) {
    const std::string path = ",/a,,b=c,";

    const base::Result<QemuOptions> options =
        parse_qemu_options("path=" + escape_qemu_value(path) + ",id=x", "");

    ASSERT_TRUE(options);
    EXPECT_EQ(option_of(*options, "path"), path);
}

} // namespace
} // namespace permap::scanner
