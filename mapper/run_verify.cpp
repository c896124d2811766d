// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_verify.hpp"

#include "base/quote.hpp"
#include "mapper/run_digest.hpp"

#include <functional>

#include <fmt/format.h>

namespace permap::mapper {
namespace {

using base::Statement;

/// Calls back for every row.
base::Result<void> for_each_row(base::Database& database, const char* query,
                                const std::function<base::Result<void>(const Statement&)>& row) {
    PERMAP_TRY_ASSIGN(Statement select, database.prepare(query));
    for (;;) {
        PERMAP_TRY_ASSIGN(const bool is_there, select.step());
        if (!is_there) {
            return {};
        }
        PERMAP_TRY(row(select));
    }
}

codec::Identity identity_of(const Statement& row) {
    return {.inode = row.unsigned_integer(0),
            .birth = {.seconds = row.integer(1),
                      .nanoseconds = static_cast<std::uint32_t>(row.integer(2))}};
}

/// What SQLite knows of its own: pages, and that each index has the rows of its table.
base::Result<void> verify_pages(base::Database& database) {
    return for_each_row(
        database, "PRAGMA integrity_check(1)", [](const Statement& row) -> base::Result<void> {
            const std::string said = row.bytes(0);
            return said == "ok" ? base::Result<void>() : fail_damaged(base::escape(said));
        });
}

base::Result<PlanDigest> digest_of_plan(base::Database& database) {
    PlanDigest digest;
    PERMAP_TRY(for_each_row(database, "SELECT directory, parent, name, records FROM batches",
                            [&](const Statement& row) {
                                digest.add(digest_of_batch(row.unsigned_integer(0),
                                                           row.unsigned_integer(1), row.bytes(2),
                                                           row.bytes(3)));
                                return base::Result<void>();
                            }));
    PERMAP_TRY(for_each_row(
        database, "SELECT inode, birth_seconds, birth_nanoseconds, directory, record FROM links",
        [&](const Statement& row) {
            digest.add(digest_of_link(identity_of(row), row.bytes(3), row.bytes(4)));
            return base::Result<void>();
        }));
    return digest;
}

base::Result<void> verify_row(std::uint64_t expected, const Statement& row, int column) {
    return row.unsigned_integer(column) == expected
               ? base::Result<void>()
               : fail_damaged("a row that was written while it was applied is not as written");
}

/// The rows that come after the plan: each for itself, since nobody knows how many there should be.
base::Result<void> verify_later_rows(base::Database& database) {
    PERMAP_TRY(for_each_row(
        database, "SELECT inode, birth_seconds, birth_nanoseconds, record, digest FROM made",
        [](const Statement& row) {
            return verify_row(digest_of_made(identity_of(row), row.bytes(3)), row, 4);
        }));
    return for_each_row(
        database, "SELECT directory, record, digest FROM kept", [](const Statement& row) {
            return verify_row(digest_of_kept(row.unsigned_integer(0), row.bytes(1)), row, 2);
        });
}

} // namespace

tl::unexpected<base::Error> fail_damaged(const std::string& what) {
    return base::fail_because(
        fmt::format("the run file is damaged or was edited ({}), so nothing is "
                    "written: use a copy of it; a run that was never applied "
                    "can be planned again instead",
                    what));
}

base::Result<void> verify_rows(base::Database& database, const std::string& plan_digest) {
    PERMAP_TRY(verify_pages(database));
    PERMAP_TRY_ASSIGN(const PlanDigest found, digest_of_plan(database));
    if (found.text() != plan_digest) {
        return fail_damaged("its rows are not those of its plan");
    }
    return verify_later_rows(database);
}

} // namespace permap::mapper
