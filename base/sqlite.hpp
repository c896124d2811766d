// SPDX-License-Identifier: Apache-2.0
// SQLite with our errors and ownership: a connection and prepared statements, nothing more. A
// connection and its statements belong to one thread at a time.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace permap::base {

/// A prepared statement: bind, step until there is no row, reset.
class Statement {
public:
    Statement() = default;
    explicit Statement(sqlite3_stmt* raw) : raw_(raw, &finalize) {}

    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, std::uint64_t value);
    Statement& bind_text(int index, std::string_view value);
    /// The bytes are copied.
    Statement& bind_blob(int index, std::string_view value);

    /// True: a row is there; false: no more. Resets itself after the last row and on errors.
    [[nodiscard]] Result<bool> step();
    /// Runs a statement that returns no rows.
    [[nodiscard]] Result<void> run();
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::uint64_t unsigned_integer(int column) const;
    [[nodiscard]] std::string bytes(int column) const;

private:
    static void finalize(sqlite3_stmt* raw);
    std::unique_ptr<sqlite3_stmt, void (*)(sqlite3_stmt*)> raw_{nullptr, &finalize};
};

enum class OpenMode {
    create_new,
    read_write, ///< fails where the file cannot be written
    /// For who only looks: opens also where the disk is full or read-only, so that nothing can be
    /// written beside the file, if there is nothing beside it.
    read,
};

class Database {
public:
    Database() = default;

    /// create_new fails with EEXIST where the file exists; no symbolic link is followed.
    [[nodiscard]] static Result<Database> open(const std::string& path, OpenMode mode);

    /// A database that goes with this object: in memory while it is small, then in a file without
    /// a name in TMPDIR, /var/tmp or /tmp.
    [[nodiscard]] static Result<Database> open_temporary();

    [[nodiscard]] Result<void> execute(const char* sql);
    [[nodiscard]] Result<Statement> prepare(const char* sql);

private:
    [[nodiscard]] static Result<Database> connect(const std::string& name, int flags);
    [[nodiscard]] Result<void> read_schema();
    static void close(sqlite3* raw);
    std::unique_ptr<sqlite3, void (*)(sqlite3*)> raw_{nullptr, &close};
};

} // namespace permap::base
