// SPDX-License-Identifier: Apache-2.0
#include "base/sqlite.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace permap::base {
namespace {

constexpr int kBusyTimeoutMs = 10000;

/// SQLite's own sentence; a full disk keeps its errno so that callers can ask for it.
tl::unexpected<Error> failure(sqlite3* database, std::string_view path = {}) {
    const int code = sqlite3_errcode(database) & 0xff;
    Error error = fail_because(sqlite3_errmsg(database), path).value();
    error.operation = "run file";
    if (code == SQLITE_FULL) {
        error.code = std::make_error_code(std::errc::no_space_on_device);
    } else if (code == SQLITE_READONLY) {
        error.code = std::make_error_code(std::errc::read_only_file_system);
    } else if (code == SQLITE_IOERR) {
        error.code = std::make_error_code(std::errc::io_error);
    }
    return tl::unexpected(std::move(error));
}

/// Makes the file, so that an existing one is an error and nobody else can read it.
Result<void> create_empty(const std::string& path) {
    const int raw = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (raw < 0) {
        return fail(errno, "create", path);
    }
    ::close(raw);
    return {};
}

} // namespace

void Statement::finalize(sqlite3_stmt* raw) {
    sqlite3_finalize(raw);
}

Statement& Statement::bind(int index, std::int64_t value) {
    sqlite3_bind_int64(raw_.get(), index, value);
    return *this;
}

Statement& Statement::bind(int index, std::uint64_t value) {
    return bind(index, static_cast<std::int64_t>(value));
}

Statement& Statement::bind_text(int index, std::string_view value) {
    sqlite3_bind_text(raw_.get(), index, value.data(), static_cast<int>(value.size()),
                      SQLITE_TRANSIENT); // NOLINT: the macro is an old-style cast
    return *this;
}

Statement& Statement::bind_blob(int index, std::string_view value) {
    sqlite3_bind_blob64(raw_.get(), index, value.data(), value.size(), SQLITE_TRANSIENT);
    return *this;
}

Result<bool> Statement::step() {
    const int answer = sqlite3_step(raw_.get());
    if (answer == SQLITE_ROW) {
        return true;
    }
    if (answer == SQLITE_DONE) {
        reset();
        return false;
    }
    auto error = failure(sqlite3_db_handle(raw_.get()));
    reset();
    return error;
}

Result<void> Statement::run() {
    PERMAP_TRY_ASSIGN(const bool has_row, step());
    if (has_row) {
        reset();
    }
    return {};
}

void Statement::reset() {
    sqlite3_reset(raw_.get());
    sqlite3_clear_bindings(raw_.get());
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(raw_.get(), column);
}

std::uint64_t Statement::unsigned_integer(int column) const {
    return static_cast<std::uint64_t>(integer(column));
}

std::string Statement::bytes(int column) const {
    const void* const data = sqlite3_column_blob(raw_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(raw_.get(), column));
    return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
}

void Database::close(sqlite3* raw) {
    sqlite3_close_v2(raw);
}

Result<Database> Database::open(const std::string& path, OpenMode mode) {
    if (mode == OpenMode::create_new) {
        PERMAP_TRY(create_empty(path));
    }
    sqlite3* raw = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    const int answer = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    Database database;
    database.raw_.reset(raw);
    if (answer != SQLITE_OK) {
        return failure(raw, path);
    }
    sqlite3_busy_timeout(raw, kBusyTimeoutMs);
    return database;
}

Result<Database> Database::open_temporary() {
    sqlite3* raw = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int answer = sqlite3_open_v2("", &raw, flags, nullptr);
    Database database;
    database.raw_.reset(raw);
    if (answer != SQLITE_OK) {
        return failure(raw);
    }
    return database;
}

Result<void> Database::execute(const char* sql) {
    if (sqlite3_exec(raw_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        return failure(raw_.get());
    }
    return {};
}

Result<Statement> Database::prepare(const char* sql) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(raw_.get(), sql, -1, &raw, nullptr) != SQLITE_OK) {
        return failure(raw_.get());
    }
    return Statement(raw);
}

} // namespace permap::base
