// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_file.hpp"

#include "base/quote.hpp"
#include "mapper/run_digest.hpp"
#include "mapper/run_info.hpp"
#include "mapper/run_place.hpp"
#include "mapper/run_verify.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace permap::mapper {
namespace {

/// Commits cost an fsync: 256 rows a commit cost a few per cent of a conversion, 16 twice that.
constexpr int kRowsPerCommit = 256;

/// A row is some 4 KiB: in pages of that size each would be read in pieces.
constexpr const char* kSettings =
    "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";

constexpr const char* kSchema = R"sql(
    CREATE TABLE run (id INTEGER PRIMARY KEY CHECK (id = 1), info TEXT NOT NULL, state TEXT NOT NULL,
        digest INTEGER NOT NULL);
    CREATE TABLE batches (id INTEGER PRIMARY KEY, directory INTEGER NOT NULL,
        parent INTEGER NOT NULL, name BLOB NOT NULL, records BLOB NOT NULL);
    CREATE INDEX batches_by_directory ON batches (directory);
    CREATE TABLE links (inode INTEGER NOT NULL, birth_seconds INTEGER NOT NULL,
        birth_nanoseconds INTEGER NOT NULL, directory BLOB NOT NULL, record BLOB NOT NULL);
    CREATE INDEX links_by_inode ON links (inode, birth_seconds, birth_nanoseconds);
    CREATE TABLE made (inode INTEGER NOT NULL, birth_seconds INTEGER NOT NULL,
        birth_nanoseconds INTEGER NOT NULL, record BLOB NOT NULL, digest INTEGER NOT NULL);
    CREATE INDEX made_by_inode ON made (inode);
    CREATE TABLE kept (directory INTEGER PRIMARY KEY, record BLOB NOT NULL,
        digest INTEGER NOT NULL);
)sql";

/// The explanation for a run file that is in the way.
base::Error explain_existing(base::Error error, const std::string& path) {
    if (error.code == std::errc::file_exists) {
        const std::string name = base::shell_word(path);
        error.detail =
            fmt::format("a run file is there already: see 'permap status {}', go on with "
                        "'permap apply {}' or 'permap undo {}', or name another file",
                        name, name, name);
    }
    return error;
}

} // namespace

base::Statement& bind_identity(base::Statement& statement, const codec::Identity& identity) {
    statement.bind(1, identity.inode);
    statement.bind(2, identity.birth.seconds);
    return statement.bind(3, std::uint64_t{identity.birth.nanoseconds});
}

base::Result<RunFile> RunFile::create(const std::string& path, const RunInfo& info) {
    RunFile run;
    run.path_ = path;
    run.info_ = info;
    PERMAP_TRY_ASSIGN(const std::string place, check_run_place(path, RunPlaceUse::to_create));
    base::Result<base::Database> database = base::Database::open(place, base::OpenMode::create_new);
    if (!database) {
        return tl::unexpected(explain_existing(std::move(database).error(), path));
    }
    run.database_ = std::move(*database);
    const base::Result<void> written = run.write_head();
    if (!written) { // a full disk: the torso would be in the way of the next attempt
        remove(place);
        return tl::unexpected(written.error());
    }
    return run;
}

base::Result<void> RunFile::write_head() {
    PERMAP_TRY(database_.execute(kSettings));
    PERMAP_TRY(database_.execute(kSchema));
    PERMAP_TRY(write_info(RunState::planning));
    return prepare();
}

void RunFile::remove(const std::string& path) {
    for (const char* const suffix : {"", "-wal", "-shm"}) {
        ::unlink((path + suffix).c_str());
    }
}

base::Result<RunFile> RunFile::open(const std::string& path, base::OpenMode mode) {
    RunFile run;
    run.path_ = path;
    PERMAP_TRY_ASSIGN(const std::string place, check_run_place(path, RunPlaceUse::to_open));
    PERMAP_TRY_ASSIGN(run.database_, base::Database::open(place, mode));
    PERMAP_TRY(run.read_info());
    if (run.state_ == RunState::planning) {
        return base::fail_because("its plan was never finished, so nothing was changed: delete it "
                                  "and convert again",
                                  path);
    }
    const base::Result<void> verified = verify_rows(run.database_, run.info_.plan_digest);
    if (!verified) {
        return tl::unexpected(base::with_path(verified.error(), path));
    }
    PERMAP_TRY(run.database_.execute("PRAGMA synchronous = FULL;"));
    PERMAP_TRY(run.prepare());
    return run;
}

base::Result<void> RunFile::read_info() {
    base::Result<base::Statement> select = database_.prepare("SELECT * FROM run");
    if (!select) {
        const bool is_readable = select.error().code == std::errc::invalid_argument;
        return is_readable ? base::fail_because("is not a run file of permap", path_)
                           : tl::unexpected(select.error());
    }
    PERMAP_TRY_ASSIGN(const bool is_there, select->step());
    const std::string info = is_there ? select->bytes(1) : "";
    const std::string state = is_there ? select->bytes(2) : "";
    const std::optional<RunState> known_state = parse_run_state(state);
    if (!known_state) {
        return base::fail_because("is not a run file of permap", path_);
    }
    base::Result<RunInfo> parsed = parse_run_info(info);
    if (!parsed) {
        return tl::unexpected(base::with_path(parsed.error(), path_));
    }
    if (select->unsigned_integer(3) != digest_of_run(info, state)) {
        return tl::unexpected(
            base::with_path(fail_damaged("its description is not as written").value(), path_));
    }
    info_ = std::move(*parsed);
    state_ = *known_state;
    return {};
}

base::Result<bool> RunFile::is_as_read() {
    PERMAP_TRY_ASSIGN(base::Statement select, database_.prepare("SELECT state FROM run"));
    PERMAP_TRY_ASSIGN(const bool is_there, select.step());
    return is_there && select.bytes(0) == to_text(state_);
}

base::Result<void> RunFile::prepare() {
    PERMAP_TRY_ASSIGN(insert_batch_,
                      database_.prepare("INSERT INTO batches (directory, parent, name, records) "
                                        "VALUES (?, ?, ?, ?)"));
    PERMAP_TRY_ASSIGN(insert_link_, database_.prepare("INSERT INTO links VALUES (?, ?, ?, ?, ?)"));
    PERMAP_TRY_ASSIGN(insert_made_, database_.prepare("INSERT INTO made VALUES (?, ?, ?, ?, ?)"));
    return {};
}

base::Result<void> RunFile::write_info(RunState state) {
    PERMAP_TRY_ASSIGN(base::Statement replace,
                      database_.prepare("INSERT OR REPLACE INTO run VALUES (1, ?, ?, ?)"));
    const std::string info = to_json(info_);
    replace.bind_text(1, info).bind_text(2, to_text(state));
    replace.bind(3, digest_of_run(info, to_text(state)));
    PERMAP_TRY(replace.run());
    state_ = state;
    return {};
}

base::Result<void> RunFile::count_row() {
    if (++uncommitted_ >= kRowsPerCommit) {
        return commit();
    }
    return {};
}

base::Result<void> RunFile::add_batch(const Place& directory, std::string_view rows) {
    if (uncommitted_ == 0) {
        PERMAP_TRY(database_.execute("BEGIN"));
    }
    insert_batch_.bind(1, directory.id).bind(2, directory.parent_id);
    insert_batch_.bind_blob(3, directory.name).bind_blob(4, rows);
    plan_digest_.add(digest_of_batch(directory.id, directory.parent_id, directory.name, rows));
    PERMAP_TRY(insert_batch_.run());
    return count_row();
}

base::Result<void> RunFile::add_link(const LinkName& name) {
    if (uncommitted_ == 0) {
        PERMAP_TRY(database_.execute("BEGIN"));
    }
    const std::string record = serialize({&name.record, 1});
    bind_identity(insert_link_, name.record.identity)
        .bind_blob(4, name.directory)
        .bind_blob(5, record);
    plan_digest_.add(digest_of_link(name.record.identity, name.directory, record));
    PERMAP_TRY(insert_link_.run());
    return count_row();
}

base::Result<void> RunFile::add_made(const codec::Identity& made, const Record& record) {
    if (uncommitted_ == 0) {
        PERMAP_TRY(database_.execute("BEGIN"));
    }
    const std::string bytes = serialize({&record, 1});
    bind_identity(insert_made_, made).bind_blob(4, bytes).bind(5, digest_of_made(made, bytes));
    PERMAP_TRY(insert_made_.run());
    return count_row();
}

base::Result<void> RunFile::keep_state(const Record& record) {
    PERMAP_TRY(commit());
    PERMAP_TRY_ASSIGN(base::Statement insert,
                      database_.prepare("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)"));
    const std::string bytes = serialize({&record, 1});
    insert.bind(1, record.directory_id).bind_blob(2, bytes);
    insert.bind(3, digest_of_kept(record.directory_id, bytes));
    return insert.run();
}

base::Result<void> RunFile::forget_state(std::uint64_t directory_id) {
    PERMAP_TRY(commit());
    PERMAP_TRY_ASSIGN(base::Statement remove,
                      database_.prepare("DELETE FROM kept WHERE directory = ?"));
    remove.bind(1, directory_id);
    return remove.run();
}

base::Result<void> RunFile::forget_kept_states() {
    PERMAP_TRY(commit());
    return database_.execute("DELETE FROM kept");
}

base::Result<void> RunFile::index_places() {
    PERMAP_TRY(commit());
    PERMAP_TRY(database_.execute("BEGIN; DROP TABLE IF EXISTS places; CREATE TABLE places "
                                 "(inode INTEGER NOT NULL, batch INTEGER NOT NULL, position "
                                 "INTEGER NOT NULL);"));
    PERMAP_TRY_ASSIGN(base::Statement select, database_.prepare("SELECT id, records FROM batches"));
    PERMAP_TRY_ASSIGN(base::Statement insert,
                      database_.prepare("INSERT INTO places VALUES (?, ?, ?)"));
    for (;;) {
        PERMAP_TRY_ASSIGN(const bool is_there, select.step());
        if (!is_there) {
            break;
        }
        PERMAP_TRY_ASSIGN(const std::vector<Record> records, parse_records(select.bytes(1)));
        for (std::size_t i = 0; i < records.size(); ++i) {
            insert.bind(1, records[i].identity.inode).bind(2, select.integer(0));
            insert.bind(3, std::uint64_t{i});
            PERMAP_TRY(insert.run());
        }
    }
    return database_.execute("CREATE INDEX places_by_inode ON places (inode); COMMIT;");
}

base::Result<void> RunFile::commit() {
    if (std::exchange(uncommitted_, 0) == 0) {
        return {};
    }
    return database_.execute("COMMIT");
}

base::Result<void> RunFile::finish_plan(const PlanCounts& counts) {
    PERMAP_TRY(commit());
    info_.counts = counts;
    info_.plan_digest = plan_digest_.text();
    return write_info(RunState::planned);
}

base::Result<void> RunFile::set_state(RunState state) {
    PERMAP_TRY(commit());
    return write_info(state);
}

} // namespace permap::mapper
