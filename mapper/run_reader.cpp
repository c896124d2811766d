// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_file.hpp"

#include "mapper/run_place.hpp"

#include <algorithm>
#include <iterator>

namespace permap::mapper {
namespace {

base::Result<std::vector<std::int64_t>> collect_numbers(base::Statement& select) {
    std::vector<std::int64_t> numbers;
    for (;;) {
        PERMAP_TRY_ASSIGN(const bool is_there, select.step());
        if (!is_there) {
            return numbers;
        }
        numbers.push_back(select.integer(0));
    }
}

base::Result<std::vector<Record>> collect_records(base::Statement& select) {
    std::vector<Record> records;
    for (;;) {
        PERMAP_TRY_ASSIGN(const bool is_there, select.step());
        if (!is_there) {
            return records;
        }
        PERMAP_TRY_ASSIGN(std::vector<Record> row, parse_records(select.bytes(0)));
        std::ranges::move(row, std::back_inserter(records));
    }
}

} // namespace

base::Result<RunReader> RunReader::open(const std::string& path) {
    RunReader reader;
    PERMAP_TRY_ASSIGN(const std::string place, check_run_place(path, RunPlaceUse::to_open));
    PERMAP_TRY_ASSIGN(reader.database_, base::Database::open(place, base::OpenMode::read));
    PERMAP_TRY_ASSIGN(
        reader.select_batches_,
        reader.database_.prepare("SELECT id FROM batches WHERE directory = ? ORDER BY id"));
    PERMAP_TRY_ASSIGN(reader.select_batch_,
                      reader.database_.prepare("SELECT records FROM batches WHERE id = ?"));
    PERMAP_TRY_ASSIGN(
        reader.select_names_,
        reader.database_.prepare("SELECT directory, record FROM links WHERE inode = ? AND "
                                 "birth_seconds = ? AND birth_nanoseconds = ? ORDER BY rowid"));
    return reader;
}

base::Result<std::vector<std::int64_t>> RunReader::batches_of(std::uint64_t directory_id) {
    select_batches_.bind(1, directory_id);
    return collect_numbers(select_batches_);
}

base::Result<std::vector<std::int64_t>> RunReader::all_batches() {
    PERMAP_TRY_ASSIGN(base::Statement select,
                      database_.prepare("SELECT id FROM batches ORDER BY id"));
    return collect_numbers(select);
}

base::Result<std::vector<Record>> RunReader::read_batch(std::int64_t batch) {
    select_batch_.bind(1, batch);
    PERMAP_TRY_ASSIGN(const bool is_there, select_batch_.step());
    if (!is_there) {
        return base::fail_because("the run file is damaged: a row is missing");
    }
    base::Result<std::vector<Record>> records = parse_records(select_batch_.bytes(0));
    select_batch_.reset();
    return records;
}

base::Result<std::string> RunReader::path_of_batch(std::int64_t batch) {
    PERMAP_TRY_ASSIGN(base::Statement first,
                      database_.prepare("SELECT parent, name FROM batches WHERE id = ?"));
    PERMAP_TRY_ASSIGN(
        base::Statement above,
        database_.prepare("SELECT parent, name FROM batches WHERE directory = ? LIMIT 1"));
    first.bind(1, batch);
    std::string path;
    for (base::Statement* select = &first;; select = &above) {
        PERMAP_TRY_ASSIGN(const bool is_there, select->step());
        const std::uint64_t parent = is_there ? select->unsigned_integer(0) : 0;
        if (parent == 0) {
            return path.empty() ? "." : path; // the root's own name is not part of it
        }
        path.insert(0, path.empty() ? "" : "/");
        path.insert(0, select->bytes(1));
        select->reset();
        above.bind(1, parent);
    }
}

base::Result<std::vector<codec::Identity>> RunReader::link_groups() {
    PERMAP_TRY_ASSIGN(base::Statement select,
                      database_.prepare("SELECT DISTINCT inode, birth_seconds, birth_nanoseconds "
                                        "FROM links ORDER BY inode"));
    std::vector<codec::Identity> groups;
    for (;;) {
        PERMAP_TRY_ASSIGN(const bool is_there, select.step());
        if (!is_there) {
            return groups;
        }
        groups.push_back({.inode = select.unsigned_integer(0),
                          .birth = {.seconds = select.integer(1),
                                    .nanoseconds = static_cast<std::uint32_t>(select.integer(2))}});
    }
}

base::Result<std::vector<LinkName>> RunReader::names_of(const codec::Identity& identity) {
    bind_identity(select_names_, identity);
    std::vector<LinkName> names;
    for (;;) {
        PERMAP_TRY_ASSIGN(const bool is_there, select_names_.step());
        if (!is_there) {
            return names;
        }
        PERMAP_TRY_ASSIGN(std::vector<Record> records, parse_records(select_names_.bytes(1)));
        if (records.size() == 1) {
            names.push_back({select_names_.bytes(0), std::move(records.front())});
        }
    }
}

base::Result<std::vector<Record>> RunReader::kept_states() {
    PERMAP_TRY_ASSIGN(base::Statement select, database_.prepare("SELECT record FROM kept"));
    return collect_records(select);
}

base::Result<std::optional<Record>> RunReader::find_inode(const codec::Identity& identity) {
    PERMAP_TRY_ASSIGN(base::Statement places,
                      database_.prepare("SELECT batch, position FROM places WHERE inode = ?"));
    places.bind(1, identity.inode);
    std::optional<Record> left_alone; // another name of the inode, or a mount that shows it
    for (;;) {
        PERMAP_TRY_ASSIGN(const bool is_there, places.step());
        if (!is_there) {
            break;
        }
        PERMAP_TRY_ASSIGN(std::vector<Record> batch, read_batch(places.integer(0)));
        const auto position = static_cast<std::size_t>(places.integer(1));
        if (position >= batch.size() || batch[position].identity != identity) {
            continue;
        }
        if (!batch[position].is_left_alone) {
            return std::optional(std::move(batch[position]));
        }
        left_alone = std::move(batch[position]);
    }
    if (left_alone) {
        return left_alone;
    }
    PERMAP_TRY_ASSIGN(base::Statement made,
                      database_.prepare("SELECT record FROM made WHERE inode = ? AND birth_seconds "
                                        "= ? AND birth_nanoseconds = ?"));
    bind_identity(made, identity);
    PERMAP_TRY_ASSIGN(std::vector<Record> replaced, collect_records(made));
    return replaced.empty() ? std::optional<Record>() : std::optional(std::move(replaced.front()));
}

} // namespace permap::mapper
