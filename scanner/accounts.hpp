// SPDX-License-Identifier: Apache-2.0
// The users and groups of a system as its passwd(5) and group(5) files have them: of the host, or
// of a guest whose files lie somewhere. Pure; nothing asks the name service.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace permap::scanner {

/// The id of an account by its name or number; an error where nobody is called so.
using FindId = std::function<base::Result<std::uint32_t>(const std::string& text)>;

/// Where names are looked up.
struct FindIds {
    FindId user;
    FindId group;
};

struct Account {
    std::string name;
    std::uint32_t id = 0;    ///< uid or gid
    std::uint32_t group = 0; ///< of a user: his primary group
    std::string home;        ///< of a user

    bool operator==(const Account&) const = default;
};

/// Accounts of one kind, looked up by id or name. As in glibc the first line wins.
class Accounts {
public:
    void add(Account account);

    /// nullptr where there is none.
    [[nodiscard]] const Account* by_id(std::uint32_t id) const;
    [[nodiscard]] const Account* by_name(std::string_view name) const;

    /// In the order of the file, with those that another line hides.
    [[nodiscard]] const std::vector<Account>& all() const { return all_; }

private:
    std::vector<Account> all_;
    std::unordered_map<std::uint32_t, std::size_t> by_id_; ///< asked for each entry of a tree
    std::map<std::string, std::size_t, std::less<>> by_name_;
};

/// What one file says. A mistake names the file and the line; the other lines are read anyway.
struct ParsedAccounts {
    Accounts accounts;
    std::vector<base::Error> mistakes;
};

/// `where` names the file in mistakes. Comments and the + and - lines of NIS are left out.
[[nodiscard]] ParsedAccounts parse_passwd(std::string_view text, const std::string& where);
[[nodiscard]] ParsedAccounts parse_group(std::string_view text, const std::string& where);

} // namespace permap::scanner
