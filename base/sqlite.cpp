// SPDX-License-Identifier: Apache-2.0
#include "base/sqlite.hpp"

#include "base/uri.hpp"

#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::base {
namespace {

constexpr int kBusyTimeoutMs = 10000;

/// What callers can ask for; that the contents are no such database stays "invalid argument".
std::errc reason_of(int code) {
    switch (code) {
    case SQLITE_FULL:
        return std::errc::no_space_on_device;
    case SQLITE_READONLY:
        return std::errc::read_only_file_system;
    case SQLITE_BUSY:
        return std::errc::device_or_resource_busy;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return std::errc::io_error;
    default:
        return std::errc::invalid_argument;
    }
}

/// SQLite's own sentence with the cause that the system gave, on the file's name.
tl::unexpected<Error> failure(sqlite3* database, std::string_view path = {}) {
    const char* const name = sqlite3_db_filename(database, "main");
    Error error = fail_because(sqlite3_errmsg(database), path).value();
    error = with_path(std::move(error), name != nullptr ? name : "");
    error.operation = "run file";
    const int code = sqlite3_errcode(database) & 0xff;
    error.code = std::make_error_code(reason_of(code));
    const int cause = sqlite3_system_errno(database);
    if (error.code == std::errc::io_error && cause != 0) {
        error.code = std::error_code(cause, std::generic_category());
        error.detail += " (" + error.code.message() + ")";
    }
    return tl::unexpected(std::move(error));
}

/// As a URI that says that nothing is to be looked for, or written, beside it.
std::string immutable_uri(const std::string& path) {
    return fmt::format("file:{}?immutable=1", percent_encode(path));
}

/// Whether there is a log beside it of what is not in the file itself yet.
bool has_log(const std::string& path) {
    struct stat status {};
    const int answer = ::stat((path + "-wal").c_str(), &status);
    return answer == 0 ? status.st_size > 0 : errno != ENOENT;
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

Result<Database> Database::connect(const std::string& name, int flags) {
    sqlite3* raw = nullptr;
    const int answer = sqlite3_open_v2(name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database;
    database.raw_.reset(raw);
    if (answer != SQLITE_OK) {
        return failure(raw);
    }
    sqlite3_busy_timeout(raw, kBusyTimeoutMs);
    return database;
}

/// The first thing for which SQLite needs what it keeps beside the file.
Result<void> Database::read_schema() {
    return execute("SELECT 1 FROM sqlite_master");
}

Result<Database> Database::open(const std::string& path, OpenMode mode) {
    if (mode == OpenMode::create_new) {
        PERMAP_TRY(create_empty(path));
    }
    Result<Database> database = connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW);
    if (!database) {
        return tl::unexpected(with_path(database.error(), path));
    }
    if (mode == OpenMode::read_write && sqlite3_db_readonly(database->raw_.get(), "main") == 1) {
        return fail(EROFS, "open", path);
    }
    const Result<void> schema = database->read_schema();
    const bool is_unreadable = !schema && schema.error().code != std::errc::invalid_argument;
    if (mode == OpenMode::read && is_unreadable && !has_log(path)) {
        return connect(immutable_uri(path),
                       SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_URI);
    }
    return is_unreadable ? Result<Database>(tl::unexpected(schema.error())) : std::move(database);
}

Result<Database> Database::open_temporary() {
    return connect("", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
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
