// SPDX-License-Identifier: Apache-2.0
#include "scanner/accounts.hpp"

#include "base/numbers.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

enum class AccountKind { user, group };

/// Fields that must be there: name:password:uid:gid:comment:home:shell, name:password:gid:members.
constexpr std::size_t kUserFields = 7;
constexpr std::size_t kGroupFields = 4;
constexpr std::size_t kHomeField = 5;

std::vector<std::string_view> split_fields(std::string_view line) {
    std::vector<std::string_view> fields;
    while (true) {
        const std::size_t colon = line.find(':');
        fields.push_back(line.substr(0, colon));
        if (colon == std::string_view::npos) {
            return fields;
        }
        line.remove_prefix(colon + 1);
    }
}

base::Result<Account> parse_line(std::string_view line, AccountKind kind) {
    const std::vector<std::string_view> fields = split_fields(line);
    const std::size_t wanted = kind == AccountKind::user ? kUserFields : kGroupFields;
    if (fields.size() < wanted || fields[0].empty()) {
        return base::fail_because(fmt::format("want {} fields with ':' between them", wanted));
    }
    Account account = {.name = std::string(fields[0]), .id = 0, .group = 0, .home = {}};
    PERMAP_TRY_ASSIGN(account.id, base::parse_id(fields[2]));
    if (kind == AccountKind::user) {
        PERMAP_TRY_ASSIGN(account.group, base::parse_id(fields[3]));
        account.home = fields[kHomeField];
    }
    return account;
}

bool is_account_line(std::string_view line) {
    return !line.empty() && line.front() != '#' && line.front() != '+' && line.front() != '-';
}

ParsedAccounts parse_lines(std::string_view text, const std::string& where, AccountKind kind) {
    ParsedAccounts parsed;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!is_account_line(line)) {
            continue;
        }
        base::Result<Account> account = parse_line(line, kind);
        if (account) {
            parsed.accounts.add(std::move(*account));
        } else {
            parsed.mistakes.push_back(
                base::fail_because(fmt::format("line {}: {}", number, account.error().detail),
                                   where)
                    .value());
        }
    }
    return parsed;
}

} // namespace

void Accounts::add(Account account) {
    by_id_.try_emplace(account.id, all_.size());
    by_name_.try_emplace(account.name, all_.size());
    all_.push_back(std::move(account));
}

const Account* Accounts::by_id(std::uint32_t id) const {
    const auto at = by_id_.find(id);
    return at == by_id_.end() ? nullptr : &all_[at->second];
}

const Account* Accounts::by_name(std::string_view name) const {
    const auto at = by_name_.find(name);
    return at == by_name_.end() ? nullptr : &all_[at->second];
}

ParsedAccounts parse_passwd(std::string_view text, const std::string& where) {
    return parse_lines(text, where, AccountKind::user);
}

ParsedAccounts parse_group(std::string_view text, const std::string& where) {
    return parse_lines(text, where, AccountKind::group);
}

} // namespace permap::scanner
