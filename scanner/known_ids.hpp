// SPDX-License-Identifier: Apache-2.0
// KnownIds: which uids, or gids, mean somebody on this host: accounts in its file, declared ranges,
// and what other name services say, each id asked for once.
#pragma once

#include "scanner/accounts.hpp"
#include "scanner/declared_ids.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace permap::scanner {

class KnownIds {
public:
    /// Whether a name service knows an id; may block. base/name_service.hpp has two.
    using Ask = base::Result<bool> (*)(std::uint32_t id);

    /// A tree with more unknown ids than this is judged by files and ranges alone from there on:
    /// neither time nor memory may be in the hand of whoever fills it.
    static constexpr std::size_t kMostAsked = 65536;

    /// Of a host whose accounts cannot be read: every id may mean somebody.
    KnownIds() = default;
    /// `ask` is null where no service is to be asked.
    KnownIds(Accounts accounts, DeclaredIds declared, Ask ask);

    /// Any thread. True where a service could not be asked: nobody knows.
    [[nodiscard]] bool has(std::uint32_t id) const;

    [[nodiscard]] const Accounts& accounts() const { return accounts_; }

    /// The first error of a service, where there was one.
    [[nodiscard]] std::optional<base::Error> trouble() const;

private:
    struct Answers {
        std::mutex mutex;
        std::unordered_map<std::uint32_t, bool> by_id; ///< guarded by mutex
        std::optional<base::Error> trouble;            ///< guarded by mutex
    };

    bool is_readable_ = false;
    Accounts accounts_;
    DeclaredIds declared_;
    Ask ask_ = nullptr;
    std::unique_ptr<Answers> answers_ = std::make_unique<Answers>();
};

} // namespace permap::scanner
