// SPDX-License-Identifier: Apache-2.0
#include "mapper/record.hpp"

#include "tests/support/codec_generators.hpp"
#include "tests/support/record_generators.hpp"
#include "tests/support/result_matchers.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace permap::mapper {
namespace {

using tests::FailsSaying;
using tests::HasValue;

std::vector<Record> some_records() {
    return *rc::gen::container<std::vector<Record>>(tests::any_record());
}

RC_GTEST_PROP(Records, ReadBackWhatWasWritten, ()) {
    const std::vector<Record> records = some_records();

    const auto parsed = parse_records(serialize(records));

    RC_ASSERT(parsed.has_value());
    RC_ASSERT(std::ranges::equal(*parsed, records, tests::is_same));
}

RC_GTEST_PROP(Records, AreShorterWhereNothingIsToDo, ()) {
    Record record = *tests::any_record();
    Record same = record;
    same.wanted = same.old_state;

    RC_ASSERT(serialize({&same, 1}).size() <= serialize({&record, 1}).size());
}

TEST(Records, MayBeNone) {
    EXPECT_THAT(parse_records(serialize({})), HasValue(testing::IsEmpty()));
}

TEST(Records, AreRefusedInAnotherFormat) {
    EXPECT_THAT(parse_records(""), FailsSaying("damaged"));
    EXPECT_THAT(parse_records("\x01"), FailsSaying("damaged"));
}

RC_GTEST_PROP(DamagedRecords, AreRefusedWhenCutShort, ()) {
    const std::vector<Record> one = {*tests::any_record()};
    const std::string bytes = serialize(one);
    const auto kept = *rc::gen::inRange<std::size_t>(2, bytes.size());

    RC_ASSERT(!parse_records(std::string_view(bytes).substr(0, kept)));
}

RC_GTEST_PROP(DamagedRecords, AreRefusedOrReadAsOthers, ()) {
    std::string bytes = serialize(some_records());
    for (int left = *rc::gen::inRange(1, 10); left > 0; --left) {
        const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
        bytes[at] = *rc::gen::arbitrary<char>();
    }

    const auto parsed = parse_records(bytes);

    RC_ASSERT((!parsed || parse_records(serialize(*parsed)).has_value()));
}

RC_GTEST_PROP(DamagedRecords, MayBeAnyBytes, ()) {
    std::ignore = parse_records("\x02" + *tests::any_bytes(200)); // must come back, that is all
}

} // namespace
} // namespace permap::mapper
