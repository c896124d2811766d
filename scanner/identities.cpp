// SPDX-License-Identifier: Apache-2.0
#include "scanner/identities.hpp"

#include "base/file_below.hpp"
#include "base/name_service.hpp"

#include <iterator>

namespace permap::scanner {
namespace {

/// Far more than any host's account file; what is longer is refused, not cut.
constexpr std::size_t kLongestAccountFile = std::size_t{64} * 1024 * 1024;

/// A file of the system whose root is open, named in errors as seen from here.
struct SystemFile {
    base::Result<std::string> text;
    std::string name;
};

SystemFile read_system_file(const base::Fd& root, const std::string& directory,
                            const std::string& path) {
    SystemFile file = {base::read_file_below(root.get(), path, kLongestAccountFile),
                       directory == "/" ? path : directory + path};
    if (!file.text) {
        file.text.error().path = file.name;
    }
    return file;
}

/// Empty where there is no such file.
SystemFile read_if_there(const base::Fd& root, const std::string& directory,
                         const std::string& path) {
    SystemFile file = read_system_file(root, directory, path);
    if (!file.text && base::is_missing(file.text.error())) {
        file.text = std::string();
    }
    return file;
}

void append(std::vector<base::Error>& all, std::vector<base::Error> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
}

/// The files that say something about one kind of id, and how they are read.
struct Sources {
    const char* accounts;
    ParsedAccounts (*parse)(std::string_view text, const std::string& where);
    const char* ranges;
    KnownIds::Ask ask;
};

KnownIds read_known(const base::Fd& root, const Sources& sources, const IdentityRequest& request,
                    std::vector<base::Error>& mistakes) {
    std::vector<IdSpan> declared = request.declared;
    const SystemFile ranges = read_if_there(root, request.host_root, sources.ranges);
    if (ranges.text) {
        ParsedSpans parsed = parse_subordinate_ids(*ranges.text, ranges.name);
        append(mistakes, std::move(parsed.mistakes));
        declared.insert(declared.end(), parsed.spans.begin(), parsed.spans.end());
    } else {
        mistakes.push_back(ranges.text.error());
    }
    // Of another host they were promised: without them the wrong directory was named.
    const SystemFile accounts = request.is_this_machine
                                    ? read_if_there(root, request.host_root, sources.accounts)
                                    : read_system_file(root, request.host_root, sources.accounts);
    if (!accounts.text) {
        mistakes.push_back(accounts.text.error());
        return {};
    }
    ParsedAccounts parsed = sources.parse(*accounts.text, accounts.name);
    append(mistakes, std::move(parsed.mistakes));
    return {std::move(parsed.accounts), DeclaredIds(std::move(declared)),
            request.is_this_machine ? sources.ask : nullptr};
}

} // namespace

bool knows_guest(const Identities* who) {
    return who != nullptr && (who->guest_users || who->guest_groups);
}

base::Result<Identities> read_identities(const IdentityRequest& request,
                                         std::vector<base::Error>& mistakes) {
    PERMAP_TRY_ASSIGN(const base::Fd root, base::open_system_root(request.host_root));
    const Sources users = {"/etc/passwd", parse_passwd, "/etc/subuid", base::is_user};
    const Sources groups = {"/etc/group", parse_group, "/etc/subgid", base::is_group};
    Identities identities;
    identities.host_users = read_known(root, users, request, mistakes);
    identities.host_groups = read_known(root, groups, request, mistakes);
    return identities;
}

std::vector<Account> usual_broad_groups(const Accounts& groups) {
    std::vector<Account> broad;
    for (const char* const name : {"users", "nogroup", "kvm"}) {
        if (const Account* const group = groups.by_name(name)) {
            broad.push_back(*group);
        }
    }
    return broad;
}

base::Result<SystemAccounts> read_system_accounts(const std::string& directory) {
    PERMAP_TRY_ASSIGN(const base::Fd root, base::open_system_root(directory));
    const SystemFile users = read_system_file(root, directory, "/etc/passwd");
    const SystemFile groups = read_system_file(root, directory, "/etc/group");
    for (const SystemFile* const file : {&users, &groups}) {
        if (!file->text) {
            return tl::unexpected(file->text.error());
        }
    }
    return SystemAccounts{.users = parse_passwd(*users.text, users.name),
                          .groups = parse_group(*groups.text, groups.name)};
}

std::vector<std::uint32_t> ids_of(const std::vector<Account>& accounts) {
    std::vector<std::uint32_t> ids;
    ids.reserve(accounts.size());
    for (const Account& account : accounts) {
        ids.push_back(account.id);
    }
    return ids;
}

} // namespace permap::scanner
