// SPDX-License-Identifier: Apache-2.0
#include "mapper/undo_check.hpp"

#include "base/quote.hpp"
#include "mapper/made_real.hpp"

#include <fmt/format.h>

namespace permap::mapper {
namespace {

std::string join(const std::string& directory, const std::string& name) {
    return directory == "." || name == "." ? name : directory + "/" + name;
}

base::Result<codec::Storage> storage_of(const std::string& model) {
    const codec::Model* const found = codec::find_model(model);
    if (found == nullptr) {
        return base::fail_because(
            fmt::format("the run names a model that is not known here: {}", base::quote(model)));
    }
    return found->storage;
}

} // namespace

base::Result<void> find_made_real(RunReader& run, const RunInfo& info, const UseMadeReal& use) {
    PERMAP_TRY_ASSIGN(const codec::Storage from, storage_of(info.to));
    PERMAP_TRY_ASSIGN(const codec::Storage to, storage_of(info.from));
    PERMAP_TRY_ASSIGN(const std::vector<std::int64_t> batches, run.all_batches());
    for (const std::int64_t batch : batches) {
        PERMAP_TRY_ASSIGN(const std::vector<Record> records, run.read_batch(batch));
        for (const Record& record : records) {
            const std::vector<std::string_view> rules =
                rules_against({record.wanted, record.old_state, from, to});
            if (rules.empty() || record.is_left_alone) {
                continue;
            }
            PERMAP_TRY_ASSIGN(const std::string directory, run.path_of_batch(batch));
            use(rules, join(directory, record.name), record);
        }
    }
    return {};
}

} // namespace permap::mapper
