// SPDX-License-Identifier: Apache-2.0
#include "scanner/known_ids.hpp"

namespace permap::scanner {

KnownIds::KnownIds(Accounts accounts, DeclaredIds declared, Ask ask)
    : is_readable_(true), accounts_(std::move(accounts)), declared_(std::move(declared)),
      ask_(ask) {
}

bool KnownIds::has(std::uint32_t id) const {
    if (!is_readable_ || accounts_.by_id(id) != nullptr || declared_.covers(id)) {
        return true;
    }
    if (ask_ == nullptr) {
        return false;
    }
    {
        const std::lock_guard lock(answers_->mutex);
        const auto at = answers_->by_id.find(id);
        if (at != answers_->by_id.end() || answers_->by_id.size() >= kMostAsked) {
            return at != answers_->by_id.end() && at->second;
        }
    }
    // Without the lock: two workers may ask the same, and get the same answer.
    const base::Result<bool> answer = ask_(id);
    const std::lock_guard lock(answers_->mutex);
    if (!answer && !answers_->trouble) {
        answers_->trouble = answer.error();
    }
    return answers_->by_id.try_emplace(id, answer.value_or(true)).first->second;
}

std::optional<base::Error> KnownIds::trouble() const {
    const std::lock_guard lock(answers_->mutex);
    return answers_->trouble;
}

} // namespace permap::scanner
