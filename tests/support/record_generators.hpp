// SPDX-License-Identifier: Apache-2.0
// RapidCheck generators of what a run file holds.
#pragma once

#include "mapper/record.hpp"

#include <ostream>

#include <rapidcheck.h>

namespace permap::tests {

/// Any record, as a plan could have it.
rc::Gen<mapper::Record> any_record();

/// Whether all fields are equal.
bool is_same(const mapper::Record& left, const mapper::Record& right);

} // namespace permap::tests

namespace permap::mapper {

void showValue(const Record& record, std::ostream& out);

} // namespace permap::mapper
