// SPDX-License-Identifier: Apache-2.0
#include "tests/support/record_generators.hpp"

#include "base/quote.hpp"
#include "tests/support/codec_generators.hpp"

#include <tuple>

namespace permap::tests {
namespace {

using mapper::Record;

base::Timestamp any_time() {
    return {.seconds = *rc::gen::arbitrary<std::int64_t>(),
            .nanoseconds = *rc::gen::inRange<std::uint32_t>(0, 1'000'000'000)};
}

codec::DiskState any_row_state() {
    codec::DiskState state = *any_state();
    state.kind = static_cast<codec::Kind>(*rc::gen::inRange(0, 7));
    state.rdev = *rc::gen::arbitrary<std::uint64_t>();
    state.flags = *rc::gen::inRange(0U, 4U);
    state.content = *any_bytes(40);
    return state;
}

Record make_record() {
    Record record;
    record.name = *any_bytes(255);
    record.identity = {.inode = *rc::gen::arbitrary<std::uint64_t>(), .birth = any_time()};
    record.old_state = any_row_state();
    record.wanted = *rc::gen::arbitrary<bool>() ? any_row_state() : record.old_state;
    record.atime = any_time();
    record.mtime = any_time();
    record.metadata_inode = *rc::gen::arbitrary<std::uint64_t>();
    record.directory_id = *rc::gen::arbitrary<std::uint64_t>();
    record.orphans = *rc::gen::container<std::vector<std::string>>(any_bytes(255));
    record.is_linked = *rc::gen::arbitrary<bool>();
    record.is_left_alone = *rc::gen::arbitrary<bool>();
    return record;
}

auto fields_of(const Record& record) {
    return std::tie(record.name, record.identity, record.old_state, record.wanted, record.atime,
                    record.mtime, record.metadata_inode, record.directory_id, record.orphans,
                    record.is_linked, record.is_left_alone);
}

} // namespace

rc::Gen<Record> any_record() {
    return rc::gen::exec(make_record);
}

bool is_same(const Record& left, const Record& right) {
    return fields_of(left) == fields_of(right);
}

} // namespace permap::tests

namespace permap::mapper {

void showValue(const Record& record, std::ostream& out) {
    out << base::quote(record.name) << " " << tests::describe(record.old_state) << " -> "
        << tests::describe(record.wanted);
}

} // namespace permap::mapper
