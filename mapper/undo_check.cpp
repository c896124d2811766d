// SPDX-License-Identifier: Apache-2.0
#include "mapper/undo_check.hpp"

#include "mapper/blockers.hpp"

namespace permap::mapper {
namespace {

std::string join(const std::string& directory, const std::string& name) {
    return directory == "." || name == "." ? name : directory + "/" + name;
}

} // namespace

base::Result<void> find_made_real(RunReader& run, const UseMadeReal& use) {
    PERMAP_TRY_ASSIGN(const std::vector<std::int64_t> batches, run.all_batches());
    for (const std::int64_t batch : batches) {
        PERMAP_TRY_ASSIGN(const std::vector<Record> records, run.read_batch(batch));
        for (const Record& record : records) {
            const std::string_view rule = made_real_by(record.old_state);
            const bool is_real_now = made_real_by(record.wanted) == rule;
            if (rule.empty() || is_real_now) {
                continue;
            }
            PERMAP_TRY_ASSIGN(const std::string directory, run.path_of_batch(batch));
            use(rule, join(directory, record.name), record);
        }
    }
    return {};
}

} // namespace permap::mapper
