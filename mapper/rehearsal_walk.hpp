// SPDX-License-Identifier: Apache-2.0
// The inside of a rehearsal: goes through the tree with the rows of the run, as a replay does, and
// judges each entry without touching it.
#pragma once

#include "base/chain.hpp"
#include "mapper/replay.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace permap::mapper {

/// A directory to be looked into; one without a record was made since.
struct RehearsedPlace {
    RehearsedPlace(std::shared_ptr<const RehearsedPlace> above,
                   std::shared_ptr<const scanner::Directory> at, std::optional<Record> row)
        : parent(std::move(above)), directory(std::move(at)), record(std::move(row)) {}
    ~RehearsedPlace() { base::let_go_of_ancestors(std::move(parent)); }
    RehearsedPlace(const RehearsedPlace&) = delete;
    RehearsedPlace& operator=(const RehearsedPlace&) = delete;

    std::shared_ptr<const RehearsedPlace> parent;
    std::shared_ptr<const scanner::Directory> directory;
    std::optional<Record> record;
};

/// Compares the rows of a run with the tree; from one thread.
class Rehearsal {
public:
    Rehearsal(const ReplaySetting& setting, RunReader reader)
        : setting_(setting), task_(setting.task), strict_task_(without_passage(setting.task)),
          files_(setting.disk.reader), reader_(std::move(reader)) {}

    [[nodiscard]] base::Result<ReplayTotals> run(base::Fd root);

private:
    using Place = RehearsedPlace;
    using PlacePtr = std::shared_ptr<const Place>;

    [[nodiscard]] base::Result<void> load();
    [[nodiscard]] base::Result<void> look_into(const PlacePtr& place);
    [[nodiscard]] base::Result<bool> look_at(const Place& place, int fd);
    [[nodiscard]] base::Result<void> look_inside(const PlacePtr& place, int fd);
    [[nodiscard]] base::Result<void> judge(const PlacePtr& place, int fd, Record record,
                                           const std::string& name);
    [[nodiscard]] base::Result<void> judge_unknown(const PlacePtr& place, int fd,
                                                   const std::string& name);
    [[nodiscard]] bool belongs(int fd, const Record& record) const;
    [[nodiscard]] const Task& task_for(const Record& record) const;
    void enter(const PlacePtr& parent, std::optional<Record> record, const std::string& name);
    void count(const std::string& path, const Settled& settled);
    void count_unknown(const std::string& path);
    void fail(const std::string& path, base::Error error);

    const ReplaySetting setting_;
    const Task& task_;
    const Task strict_task_; ///< the same as of a run that begins: no states on the way
    const base::FsReader& files_;
    RunReader reader_;
    std::vector<PlacePtr> waiting_;
    std::set<codec::Identity> refused_before_;
    bool asked_for_places_ = false;
    bool has_places_ = false; ///< the index by which moved entries are found
    ReplayTotals totals_;
};

} // namespace permap::mapper
