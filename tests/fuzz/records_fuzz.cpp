// SPDX-License-Identifier: Apache-2.0
// mapper::parse_records: rows of a run file that was damaged or made by somebody else.
#include "mapper/record.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using permap::fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto records = permap::mapper::parse_records(permap::fuzz::text_of(data, size));
    if (!records) {
        return 0;
    }
    // not always the same bytes (numbers may be padded), but always the same meaning
    const std::string bytes = permap::mapper::serialize(*records);
    const auto again = permap::mapper::parse_records(bytes);
    require(again && again->size() == records->size());
    require(permap::mapper::serialize(*again) == bytes);
    return 0;
}
