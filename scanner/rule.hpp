// SPDX-License-Identifier: Apache-2.0
// Rule: one thing the audit looks for, as pure functions and texts: about one entry, about what
// surrounds a root, or about counts of a whole tree. A new rule is one function in scanner/rules/
// (two where it counts) and one row in a *_rows.cpp there.
// docs/rules.md and `permap rules` come from the rows.
#pragma once

#include "codec/facts.hpp"
#include "codec/guest_view.hpp"
#include "codec/model.hpp"
#include "scanner/finding.hpp"
#include "scanner/reach.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

/// Who is who on the host and in the guest; scanner/identities.hpp.
struct Identities;

// What is counted by id over a whole tree; scanner/counted_id.hpp.
class IdCounter;
struct CountedId;

/// What the user said about the share, and what the root looks like where nothing was said.
struct Share {
    /// How the tree is exported; never null. Rules of the mapped models apply when it is mapped.
    const codec::Model* model = nullptr;
    std::optional<codec::HostUid> host_uid = {}; ///< the QEMU user, where known
    std::optional<codec::HostGid> host_gid = {};
    std::vector<std::uint32_t> host_groups = {}; ///< all groups of that user, `host_gid` too
    std::uint32_t file_mode = 0600;              ///< fmode
    std::uint32_t directory_mode = 0700;         ///< dmode
    unsigned qemu_major = 0;                     ///< 0: unknown, so older than 11
};

/// Everything a rule may look at for one entry. References are valid during the call only.
struct Examined {
    const codec::Facts& facts;
    const codec::Decoded& decoded; ///< with the share's model
    const Reach& reach;            ///< of the entry's name
    const Share& share;
    bool is_root = false;
    std::string_view name = {}; ///< one component, raw bytes; rules about reserved names need it
    /// The first bytes of a regular file, where a rule asked for them by its name.
    std::optional<std::string_view> head = {};
    std::string_view directory = {}; ///< the name of the one it is in, where a rule needs it
    /// Null where the caller does not ask who is who: rules about ids are silent then.
    const Identities* identities = nullptr;
};

/// Whether users of the guest act with rights of their own on this share's files, so that a mode
/// which lets "other" in lets them in.
[[nodiscard]] bool guests_count(const Share& share);

/// Whether "other" gets there, on the host or, where that counts, in the guest.
[[nodiscard]] bool is_reachable(const Reach& reach, const Share& share);

/// A rule that fired. Everything else in the finding comes from the entry.
struct Hit {
    Severity severity = Severity::info;
    bool asks_reach = false; ///< the severity came from reach: say so in the finding
    std::vector<std::pair<std::string, std::string>> evidence = {};
};

struct Reference {
    std::string_view standard; ///< "CWE", "CIS Ubuntu 24.04 v1", ...
    std::string_view id;
};

/// What is known of a root before its tree is walked; scanner/surroundings.hpp.
struct Surroundings;

/// How a directory is exported; scanner/shares/examined_share.hpp.
struct ExaminedShare;

/// What an entry has; bits of a set. Most rules can say something only about entries that have one
/// of these, which few do.
enum class Trait : std::uint32_t {
    none = 0,
    attributes = 1U << 0U,         ///< among those that facts hold by name
    oddities = 1U << 1U,           ///< of its metadata, as the share's model decodes it
    special_bits = 1U << 2U,       ///< setuid, setgid or sticky, on the host
    writable_by_group = 1U << 3U,  ///< by the mode, on the host
    writable_by_others = 1U << 4U, ///< likewise
    device = 1U << 5U,             ///< a real one
    inode_flags = 1U << 6U,        ///< immutable or append-only
    mapped = 1U << 7U,             ///< the model of its share is
    metadata_files = 1U << 8U,     ///< the model of its share keeps them
    share_user = 1U << 9U,         ///< who serves its share is known
};

struct Rule {
    std::string_view id;            ///< the stable slug
    std::string_view title;         ///< a few words
    std::string_view severity_text; ///< "high when reachable, low otherwise"
    /// What a finding gets that is raised outside `check`, as conversions do.
    Severity default_severity = Severity::info;
    std::string_view why; ///< why it matters, one or two sentences
    std::string_view fix; ///< what to do instead, for `permap rules` and each finding
    std::span<const Reference> references;
    /// Looks at one entry; nullptr for rules that other parts of the program raise.
    std::optional<Hit> (*check)(const Examined& entry) = nullptr;
    /// `check` is silent about an entry without it, and need not be asked.
    Trait needs = Trait::none;
    /// Whether `check` wants the first bytes of a regular file of this name in a directory of that
    /// name; null: of none. Each such file costs three calls.
    bool (*asks_for_head)(std::string_view name, const codec::DiskState& state,
                          std::string_view directory) = nullptr;
    /// Looks at what surrounds a root, once for each root: servers, mounts, directories above it.
    std::vector<Hit> (*check_root)(const Surroundings& around, const Share& share) = nullptr;
    /// Looks at one share; nullptr for rules about anything else.
    std::optional<Hit> (*check_share)(const ExaminedShare& examined) = nullptr;
    /// Says under which ids an entry counts, for a rule that speaks once of an id and not of each
    /// entry that has it. Called for every entry; goes with `check_count`.
    void (*count)(const Examined& entry, IdCounter& counter) = nullptr;
    /// Looks at what was counted under one id, when the tree has been walked.
    std::optional<Hit> (*check_count)(const CountedId& counted,
                                      const Identities* identities) = nullptr;
    /// One sentence about one finding, lower case, without a full stop.
    std::string (*message)(const Finding& finding) = nullptr;
    /// Rules of which only the first to fire is reported for an entry share a group; 0: none.
    unsigned exclusive_group = 0;
};

/// All rules, in the order of docs: leaks, mapped models, migration.
[[nodiscard]] std::span<const Rule> rules();

/// Whether others may rename and replace what is in this directory: rule replaceable-path, which
/// fires when something is in it. `reach` is of the directory itself.
[[nodiscard]] std::optional<Hit> find_replaceable(const Examined& entry, const Reach& reach);

/// nullptr for an unknown id.
[[nodiscard]] const Rule* find_rule(std::string_view id);

/// A finding of `rule` about the entry at `path`; for rules raised outside `check`, too.
[[nodiscard]] Finding make_finding(const Rule& rule, Hit hit, std::string path,
                                   const codec::Facts& facts, const Reach& reach,
                                   bool guests_count);

/// The same for a rule raised by what is no `check`: its default severity, and reach does not
/// count.
[[nodiscard]] Finding
make_default_finding(const Rule& rule, std::string path, const codec::Facts& facts,
                     std::vector<std::pair<std::string, std::string>> evidence = {});

} // namespace permap::scanner
