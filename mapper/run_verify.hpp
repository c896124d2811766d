// SPDX-License-Identifier: Apache-2.0
// Whether a run file is what permap wrote: all of it is read once before anything is believed.
#pragma once

#include "base/sqlite.hpp"

#include <string>

namespace permap::mapper {

/// An error that says what is wrong where the database is damaged, or its rows are not those of the
/// plan that `plan_digest` is of (`PlanDigest::text`). Reads the whole file.
[[nodiscard]] base::Result<void> verify_rows(base::Database& database,
                                             const std::string& plan_digest);

/// The error of a run file that cannot be believed: what is wrong, and what to do.
[[nodiscard]] tl::unexpected<base::Error> fail_damaged(const std::string& what);

} // namespace permap::mapper
