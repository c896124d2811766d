// SPDX-License-Identifier: Apache-2.0
// The rows of the table of rules and the functions behind them, by family. A check answers for one
// entry and allocates only when it fires; a message says one finding in a sentence.
#pragma once

#include "codec/posix_acl.hpp"
#include "scanner/rule.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

struct StorageStack;

inline constexpr std::array kCwe250 = {Reference{"CWE", "250"}};
inline constexpr std::array kCwe732 = {Reference{"CWE", "732"}};

// The table, in this order; joined in scanner/rules.cpp.
[[nodiscard]] std::span<const Rule> leak_rows();
[[nodiscard]] std::span<const Rule> identity_rows();
[[nodiscard]] std::span<const Rule> mapped_rows();
[[nodiscard]] std::span<const Rule> metadata_file_rows();
[[nodiscard]] std::span<const Rule> conversion_rows();
[[nodiscard]] std::span<const Rule> share_rows();
[[nodiscard]] std::span<const Rule> drift_rows();
[[nodiscard]] std::span<const Rule> policy_rows();

// world_writable.cpp
[[nodiscard]] std::optional<Hit> check_world_writable_executable(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_world_writable_file(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_world_writable_directory(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_world_writable_sticky(const Examined& entry);
[[nodiscard]] std::string say_world_writable(const Finding& finding);
[[nodiscard]] std::string say_world_writable_sticky(const Finding& finding);

// acl.cpp
/// The ACL in this attribute; nothing where there is none, or none that the kernel would take.
[[nodiscard]] std::optional<codec::Acl> find_acl(const Examined& entry, std::string_view name);
/// Users and groups, but the QEMU user's, to whom the ACL grants one of the `wanted` permissions
/// that others do not have: "user:1001:rw-, ..."; empty where there are none.
[[nodiscard]] std::string say_granted(const Examined& entry, std::uint32_t wanted);
[[nodiscard]] std::optional<Hit> check_acl_widens_access(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_acl_default_leaks(const Examined& entry);

// privileges.cpp
[[nodiscard]] std::optional<Hit> check_setuid_file(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_setgid_file(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_file_capability(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_device_node(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_immutable(const Examined& entry);

// secrets.cpp
/// Whether only the first bytes tell if a file of this name holds a secret that any user may read.
[[nodiscard]] bool may_be_secret(std::string_view name, const codec::DiskState& state,
                                 std::string_view directory);
[[nodiscard]] std::optional<Hit> check_secret_readable(const Examined& entry);
[[nodiscard]] std::string say_secret_readable(const Finding& finding);

// group_writable.cpp
[[nodiscard]] std::optional<Hit> check_group_writable_broad(const Examined& entry);
[[nodiscard]] std::string say_group_writable_broad(const Finding& finding);

// guest_ids.cpp
void count_missing_in_guest(const Examined& entry, IdCounter& counter);
[[nodiscard]] std::optional<Hit> check_missing_in_guest(const CountedId& counted,
                                                        const Identities* identities);
[[nodiscard]] std::string say_missing_in_guest(const Finding& finding);
void count_name_conflicts(const Examined& entry, IdCounter& counter);
[[nodiscard]] std::optional<Hit> check_name_conflict(const CountedId& counted,
                                                     const Identities* identities);
[[nodiscard]] std::string say_name_conflict(const Finding& finding);

// unmasked.cpp
void count_umask_zero(const Examined& entry, IdCounter& counter);
[[nodiscard]] std::optional<Hit> check_umask_zero(const CountedId& counted,
                                                  const Identities* identities);
[[nodiscard]] std::string say_umask_zero(const Finding& finding);

// unknown_ids.cpp
[[nodiscard]] std::optional<Hit> check_unknown_owner(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_unknown_group(const Examined& entry);
[[nodiscard]] std::string say_unknown_owner(const Finding& finding);
[[nodiscard]] std::string say_unknown_group(const Finding& finding);

// mapped.cpp
[[nodiscard]] std::optional<Hit> check_mapped_missing(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_mapped_partial(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_mapped_corrupt(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_mapped_type_mismatch(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_mapped_foreign_dialect(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_native_symlink(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_native_special(const Examined& entry);

// metadata_files.cpp
[[nodiscard]] std::optional<Hit> check_both_codecs(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_hard_link_disagree(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_orphan_metadata(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_metadata_incomplete(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_metadata_writable(const Examined& entry);

// host_policy.cpp
[[nodiscard]] std::optional<Hit> check_host_owner(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_host_mode(const Examined& entry);
[[nodiscard]] std::string say_host_owner(const Finding& finding);
[[nodiscard]] std::optional<Hit> check_sticky_not_owner(const Examined& entry);
[[nodiscard]] std::string say_host_mode(const Finding& finding);

// forgeable.cpp
[[nodiscard]] std::optional<Hit> check_forgeable_guest_root(const Examined& entry);
[[nodiscard]] std::string say_forgeable_guest_root(const Finding& finding);

// planted.cpp
[[nodiscard]] bool may_be_metadata(std::string_view name, const codec::DiskState& state,
                                   std::string_view directory);
[[nodiscard]] std::optional<Hit> check_planted_metadata(const Examined& entry);
[[nodiscard]] std::optional<Hit> check_foreign_overlay(const Examined& entry);
[[nodiscard]] std::string say_planted_metadata(const Finding& finding);

// running.cpp
[[nodiscard]] std::vector<Hit> check_server_running(const Surroundings& around, const Share& share);
[[nodiscard]] std::string say_server_running(const Finding& finding);

// replaceable.cpp
/// Whether everybody who gets to a directory of this mode may rename and replace what is in it.
[[nodiscard]] bool lets_others_replace(std::uint32_t mode);
[[nodiscard]] std::vector<Hit> check_replaceable_above(const Surroundings& around,
                                                       const Share& share);
[[nodiscard]] std::string say_replaceable(const Finding& finding);

// file_system.cpp
[[nodiscard]] std::vector<Hit> check_overlay_unstable(const Surroundings& around,
                                                      const Share& share);

// mount_options.cpp
[[nodiscard]] std::vector<Hit> check_mount_options(const Surroundings& around, const Share& share);
[[nodiscard]] std::string say_mount_options(const Finding& finding);

// storage.cpp
[[nodiscard]] std::vector<Hit> check_raid_degraded(const Surroundings& around, const Share& share);
/// The same of any storage: what the rule says of each device that is not whole.
[[nodiscard]] std::vector<Hit> find_degraded(const StorageStack& storage);
[[nodiscard]] std::string say_raid_degraded(const Finding& finding);

// unfinished.cpp
[[nodiscard]] bool asks_for_mark_line(std::string_view name, const codec::DiskState& state,
                                      std::string_view directory);
[[nodiscard]] std::optional<Hit> check_interrupted_run(const Examined& entry);
[[nodiscard]] std::vector<Hit> check_interrupted_above(const Surroundings& around,
                                                       const Share& share);

// unreachable.cpp
[[nodiscard]] std::vector<Hit> check_way_to_share(const Surroundings& around, const Share& share);
[[nodiscard]] std::optional<Hit> check_share_unreachable(const Examined& entry);
[[nodiscard]] std::string say_share_unreachable(const Finding& finding);

// shares.cpp
[[nodiscard]] std::optional<Hit> check_passthrough_as_root(const ExaminedShare& examined);
[[nodiscard]] std::optional<Hit> check_wide_export(const ExaminedShare& examined);
[[nodiscard]] std::optional<Hit> check_fmode_ignored(const ExaminedShare& examined);
[[nodiscard]] std::optional<Hit> check_multidevs_warn(const ExaminedShare& examined);
[[nodiscard]] std::optional<Hit> check_model_mismatch(const ExaminedShare& examined);
[[nodiscard]] std::optional<Hit> check_access_mismatch(const ExaminedShare& examined);

// message.cpp
/// The value of this name in the finding's evidence; "?" where there is none.
[[nodiscard]] std::string_view evidence_of(const Finding& finding, std::string_view name);
/// The title with the evidence behind it, for rules that need no sentence of their own.
[[nodiscard]] std::string say_title(const Finding& finding);
/// "host users can reach it", "'srv/private' stops host users"; empty where it was not asked.
[[nodiscard]] std::string say_reach(const Finding& finding);

} // namespace permap::scanner
