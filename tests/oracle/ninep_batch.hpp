// SPDX-License-Identifier: Apache-2.0
// The calls of NinepClient that a walk of a tree makes most, on many objects at once. Most of the
// time of a call is waiting for the connection, so this takes the time of a few calls.
#pragma once

#include "tests/oracle/ninep_client.hpp"

#include <span>
#include <string>
#include <vector>

namespace permap::oracle {

/// Twalk by one name each.
[[nodiscard]] base::Result<std::vector<base::Result<Fid>>>
walk_each(NinepClient& client, const Fid& from, std::span<const std::string_view> names);

/// Tgetattr.
[[nodiscard]] base::Result<std::vector<base::Result<Attributes>>>
getattr_each(NinepClient& client, std::span<const Fid> fids);

/// The list form of Txattrwalk; the lists have NULs between names.
[[nodiscard]] base::Result<std::vector<base::Result<std::string>>>
list_xattrs_each(NinepClient& client, std::span<const Fid> fids);

/// Tclunk; only a lost connection is an error.
[[nodiscard]] base::Result<void> clunk_each(NinepClient& client, std::vector<Fid> fids);

} // namespace permap::oracle
