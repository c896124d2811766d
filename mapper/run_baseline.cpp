// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_baseline.hpp"

#include <vector>

#include <fmt/format.h>

namespace permap::mapper {
namespace {

using codec::ManifestEntry;
using codec::ManifestField;

std::string path_of(const std::string& directory, const std::string& name) {
    if (name == ".") {
        return directory;
    }
    return directory == "." ? name : directory + "/" + name;
}

/// Links of the inode and its number change with a conversion.
ManifestEntry expected_entry(const Record& record, std::string path, const codec::Model& model,
                             bool is_applied) {
    ManifestEntry entry;
    if (record.is_left_alone) {
        entry.path = std::move(path);
        entry.is_optional = true;
        return entry;
    }
    codec::Facts facts;
    facts.state = is_applied ? record.wanted : record.old_state;
    entry = codec::manifest_of_guest(std::move(path), facts, model.decode(facts).view);
    entry.known.remove(ManifestField::nlink);
    entry.known.remove(ManifestField::inode);
    entry.nlink = 0;
    entry.identity = {};
    return entry;
}

} // namespace

base::Result<scanner::Baseline> read_run_baseline(const std::string& path,
                                                  scanner::ManifestSpool& into) {
    PERMAP_TRY_ASSIGN(const RunFile run, RunFile::open(path, base::OpenMode::read));
    const RunInfo& info = run.info();
    if (run.is_half_way()) {
        return base::fail_because(
            fmt::format(
                "stopped half way: its tree is neither as before nor as planned; go on with "
                "'permap apply {0}' or 'permap undo {0}'",
                info.id),
            path);
    }
    const bool is_applied = run.state() == RunState::applied;
    const std::string& name = is_applied ? info.to : info.from;
    const codec::Model* const model = codec::find_model(name);
    if (model == nullptr) {
        return base::fail_because(fmt::format("names no model that is known here: {}", name), path);
    }
    PERMAP_TRY_ASSIGN(RunReader reader, RunReader::open(path));
    PERMAP_TRY_ASSIGN(const std::vector<std::int64_t> batches, reader.all_batches());
    scanner::Baseline baseline = {.format = scanner::BaselineFormat::run,
                                  .model = name,
                                  .view = "guest",
                                  .entries = 0,
                                  .problems = 0,
                                  .has_inodes = false,
                                  .has_acls = true};
    scanner::ManifestFeed feed(into);
    for (const std::int64_t batch : batches) {
        PERMAP_TRY_ASSIGN(const std::string directory, reader.path_of_batch(batch));
        PERMAP_TRY_ASSIGN(const std::vector<Record> records, reader.read_batch(batch));
        for (const Record& record : records) {
            feed.add(expected_entry(record, path_of(directory, record.name), *model, is_applied));
        }
        baseline.entries += records.size();
    }
    return baseline;
}

} // namespace permap::mapper
