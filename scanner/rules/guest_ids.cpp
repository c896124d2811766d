// SPDX-License-Identifier: Apache-2.0
// Ids that the guest does not know, or knows as somebody else than the host does. One finding for
// each id, with the number of entries that have it.
#include "base/quote.hpp"
#include "codec/posix_acl.hpp"
#include "scanner/counted_id.hpp"
#include "scanner/identities.hpp"
#include "scanner/rules/all.hpp"

#include <fmt/format.h>

namespace permap::scanner {
namespace {

const char* word_for(IdKind kind) {
    return kind == IdKind::user ? "uid" : "gid";
}

const std::optional<Accounts>& guest_accounts(const Identities& identities, IdKind kind) {
    return kind == IdKind::user ? identities.guest_users : identities.guest_groups;
}

const Accounts& host_accounts(const Identities& identities, IdKind kind) {
    return (kind == IdKind::user ? identities.host_users : identities.host_groups).accounts();
}

/// Owner, group and whom an ACL names, as the guest sees them.
template <typename Function>
void for_each_id(const codec::GuestView& view, Function function) {
    function(IdKey{IdKind::user, view.uid.value});
    function(IdKey{IdKind::group, view.gid.value});
    for (const std::string* const bytes : {&view.acl_access, &view.acl_default}) {
        if (bytes->empty()) {
            continue;
        }
        for (const codec::AclEntry& entry : codec::parse_acl(*bytes).value_or(codec::Acl())) {
            if (entry.tag == codec::AclTag::user) {
                function(IdKey{IdKind::user, entry.id});
            } else if (entry.tag == codec::AclTag::group) {
                function(IdKey{IdKind::group, entry.id});
            }
        }
    }
}

/// Accounts that make one id two, where they exist.
struct Conflict {
    const Account* on_host = nullptr;            ///< who has the id on the host
    const Account* in_guest = nullptr;           ///< who has it in the guest
    const Account* host_name_in_guest = nullptr; ///< the first one's name in the guest
    const Account* guest_name_on_host = nullptr; ///< the second one's on the host
};

std::optional<Conflict> find_conflict(const Identities& identities, IdKey key) {
    const std::optional<Accounts>& guest = guest_accounts(identities, key.kind);
    if (!guest) {
        return std::nullopt;
    }
    const Accounts& host = host_accounts(identities, key.kind);
    Conflict found = {.on_host = host.by_id(key.id), .in_guest = guest->by_id(key.id)};
    const Account* const same =
        found.on_host == nullptr ? nullptr : guest->by_name(found.on_host->name);
    const Account* const namesake =
        found.in_guest == nullptr ? nullptr : host.by_name(found.in_guest->name);
    found.host_name_in_guest = same;
    found.guest_name_on_host = namesake;
    // One name in common is enough, whatever others the id has.
    const bool agrees =
        (same != nullptr && same->id == key.id) || (namesake != nullptr && namesake->id == key.id);
    const bool has_two_names = found.on_host != nullptr && found.in_guest != nullptr;
    const bool has_two_ids = same != nullptr || namesake != nullptr;
    return !agrees && (has_two_names || has_two_ids) ? std::optional(found) : std::nullopt;
}

std::string say_entries(const Finding& finding) {
    const std::string_view entries = evidence_of(finding, "entries");
    return entries == "1" ? "one entry has it, this one"
                          : fmt::format("{} entries have it, this one first", entries);
}

/// "uid 1000": what the finding is about comes first in its evidence.
std::string say_id(const Finding& finding) {
    const auto& [kind, id] = finding.evidence.front();
    return kind + " " + id;
}

} // namespace

void count_missing_in_guest(const Examined& entry, IdCounter& counter) {
    if (!knows_guest(entry.identities)) {
        return;
    }
    for_each_id(entry.decoded.view, [&](IdKey key) {
        const std::optional<Accounts>& guest = guest_accounts(*entry.identities, key.kind);
        if (guest && guest->by_id(key.id) == nullptr) {
            counter.count(key, Matches::yes);
        }
    });
}

std::optional<Hit> check_missing_in_guest(const CountedId& counted,
                                          const Identities* /*identities*/) {
    return Hit{.severity = Severity::medium,
               .evidence = {{word_for(counted.key.kind), fmt::format("{}", counted.key.id)},
                            {"entries", fmt::format("{}", counted.matching)}}};
}

void count_name_conflicts(const Examined& entry, IdCounter& counter) {
    // The ids of a mapped tree are the guest's alone: the host never reads them.
    if (!knows_guest(entry.identities) || entry.share.model->storage != codec::Storage::native) {
        return;
    }
    for_each_id(entry.decoded.view, [&](IdKey key) {
        if (find_conflict(*entry.identities, key)) {
            counter.count(key, Matches::yes);
        }
    });
}

std::optional<Hit> check_name_conflict(const CountedId& counted, const Identities* identities) {
    const IdKey key = counted.key;
    const std::optional<Conflict> found = find_conflict(*identities, key);
    if (!found) {
        return std::nullopt;
    }
    Hit hit = {.severity = Severity::medium,
               .evidence = {{word_for(key.kind), fmt::format("{}", key.id)},
                            {"entries", fmt::format("{}", counted.matching)}}};
    const auto add = [&](const char* name, const Account* account, const std::string& value) {
        if (account != nullptr) {
            hit.evidence.emplace_back(name, value);
        }
    };
    const auto id_of = [](const Account* account) {
        return account == nullptr ? std::string() : fmt::format("{}", account->id);
    };
    add("host name", found->on_host, found->on_host == nullptr ? "" : found->on_host->name);
    add("guest name", found->in_guest, found->in_guest == nullptr ? "" : found->in_guest->name);
    add("guest id of the host name", found->host_name_in_guest, id_of(found->host_name_in_guest));
    add("host id of the guest name", found->guest_name_on_host, id_of(found->guest_name_on_host));
    // Of two ids with one name on the host only the name's own id can become the guest's.
    const Account* const target = found->host_name_in_guest;
    if (target != nullptr &&
        host_accounts(*identities, key.kind).by_name(target->name)->id == key.id) {
        add("map", target,
            fmt::format("{}:{}:{}:1", key.kind == IdKind::user ? 'u' : 'g', key.id, target->id));
    }
    return hit;
}

std::string say_missing_in_guest(const Finding& finding) {
    return fmt::format("{} does not exist in the guest; {}", say_id(finding), say_entries(finding));
}

std::string say_name_conflict(const Finding& finding) {
    const auto name_or_nobody = [&](const char* which) {
        const std::string_view name = evidence_of(finding, which);
        return name == "?" ? std::string("nobody") : base::quote(name);
    };
    const auto clause = [&](const char* which, const std::string& before, const char* after) {
        const std::string_view value = evidence_of(finding, which);
        return value == "?" ? std::string() : fmt::format("{}{}{}", before, value, after);
    };
    const std::string host = name_or_nobody("host name");
    const std::string guest = name_or_nobody("guest name");
    return fmt::format(
        "{} is {} on the host and {} in the guest{}{}; {}{}", say_id(finding), host, guest,
        clause("guest id of the host name", ", where " + host + " is ", ""),
        clause("host id of the guest name", ", and " + guest + " is ", " on the host"),
        say_entries(finding), clause("map", "; --map ", ""));
}

} // namespace permap::scanner
