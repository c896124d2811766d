// SPDX-License-Identifier: Apache-2.0
// Finding: one violated rule at one place. It holds what the report needs and nothing that points
// into the walk. The message is made from it only where it is printed: a bad tree has millions.
#pragma once

#include "codec/kind.hpp"
#include "scanner/severity.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace permap::scanner {

struct Rule;

/// Who can get to the place, where that matters for the rule.
enum class Reachable : std::uint8_t { not_asked, none, host, guest, both };

/// "host", "guest", "both", "none", or nullptr for not_asked.
[[nodiscard]] const char* to_text(Reachable reachable);

/// Whether the baseline that a tree was compared with has the finding, too; SARIF has these words.
enum class BaselineState : std::uint8_t {
    no_baseline, ///< nothing was compared
    is_new,
    unchanged,
    updated, ///< there was one of the same rule at the same place that said something else
};

/// "new", "unchanged", "updated", or nullptr for no_baseline.
[[nodiscard]] const char* to_text(BaselineState state);

/// Why somebody puts up with a finding: it is reported, but nothing fails for it.
struct Waiver {
    std::string reason;
    std::string owner;   ///< who answers for it
    std::string expires; ///< its last day, "2026-12-31"; empty: none
};

struct Finding {
    const Rule* rule = nullptr; ///< static lifetime, never null in a reported finding
    Severity severity = Severity::info;
    std::string path; ///< relative to the root, raw bytes; "." for the root itself
    codec::Kind kind = codec::Kind::file;
    std::uint32_t mode = 0; ///< 07777 only, of the host
    std::uint32_t uid = 0;  ///< of the host
    std::uint32_t gid = 0;  ///< of the host
    Reachable reachable = Reachable::not_asked;
    std::string blocked_by;   ///< empty where nothing blocks host users
    std::string through = {}; ///< the mount point by which alone they come; empty: by its own path
    /// Facts of this rule, in order: name and value, for messages and machine output.
    std::vector<std::pair<std::string, std::string>> evidence;
    /// False where a more severe finding about the same object was reported before this one: lists
    /// for people then show the object only once.
    bool is_primary = true;
    /// Keeps a conversion from writing anything, and no --allow names it.
    bool is_blocker = false;
    BaselineState baseline_state = BaselineState::no_baseline;
    std::shared_ptr<const Waiver> waiver = nullptr; ///< that covers it; null: none
};

/// Where findings go. Called from any worker; implementations synchronise themselves.
class FindingSink {
public:
    virtual ~FindingSink() = default;
    virtual void add(Finding finding) = 0;
};

} // namespace permap::scanner
