// SPDX-License-Identifier: Apache-2.0
#include "scanner/identities.hpp"

#include "base/file_below.hpp"
#include "base/name_service.hpp"

#include <iterator>

namespace permap::scanner {
namespace {

/// Far more than any host's account file; what is longer is refused, not cut.
constexpr std::size_t kLongestAccountFile = std::size_t{64} * 1024 * 1024;

/// Empty where there is no such file.
base::Result<std::string> read_if_there(const base::Fd& root, const std::string& path) {
    base::Result<std::string> text = base::read_file_below(root.get(), path, kLongestAccountFile);
    if (!text && base::is_missing(text.error())) {
        return std::string();
    }
    return text;
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
    if (const base::Result<std::string> text = read_if_there(root, sources.ranges)) {
        ParsedSpans parsed = parse_subordinate_ids(*text, sources.ranges);
        append(mistakes, std::move(parsed.mistakes));
        declared.insert(declared.end(), parsed.spans.begin(), parsed.spans.end());
    } else {
        mistakes.push_back(text.error());
    }
    const base::Result<std::string> text = read_if_there(root, sources.accounts);
    if (!text) {
        mistakes.push_back(text.error());
        return {};
    }
    ParsedAccounts parsed = sources.parse(*text, sources.accounts);
    append(mistakes, std::move(parsed.mistakes));
    return {std::move(parsed.accounts), DeclaredIds(std::move(declared)),
            request.is_this_machine ? sources.ask : nullptr};
}

} // namespace

base::Result<Identities> read_identities(const IdentityRequest& request,
                                         std::vector<base::Error>& mistakes) {
    PERMAP_TRY_ASSIGN(const base::Fd root, base::open_system_root(request.host_root));
    const Sources users = {"/etc/passwd", parse_passwd, "/etc/subuid", base::is_user};
    const Sources groups = {"/etc/group", parse_group, "/etc/subgid", base::is_group};
    return Identities{.host_users = read_known(root, users, request, mistakes),
                      .host_groups = read_known(root, groups, request, mistakes)};
}

} // namespace permap::scanner
