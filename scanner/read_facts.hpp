// SPDX-License-Identifier: Apache-2.0
// The one place that reads the facts of an entry: one statx and one listxattr each, values only
// where a name asks for them, the text of links only where wanted. Nothing is opened.
#pragma once

#include "base/fs_reader.hpp"
#include "codec/facts.hpp"
#include "codec/model.hpp"

namespace permap::scanner {

/// Whether the text of symbolic links is read: a conversion needs it, an audit does not.
enum class ReadLinks { no, yes };

/// The facts of `name` in an open directory.
[[nodiscard]] base::Result<codec::Facts> read_facts(const base::FsReader& reader, int dirfd,
                                                    const char* name, ReadLinks links);

/// The same into facts that are new; where it fails they hold what was read until then.
[[nodiscard]] base::Result<void> read_facts_into(codec::Facts& facts, const base::FsReader& reader,
                                                 int dirfd, const char* name, ReadLinks links);

/// Of an object that is pinned by a readable descriptor.
[[nodiscard]] base::Result<void> read_facts_into(codec::Facts& facts, const base::FsReader& reader,
                                                 int fd);
[[nodiscard]] base::Result<codec::Facts> read_facts(const base::FsReader& reader, int fd);

/// After a failure of the above: asks one by one for the attributes that models, permissions and
/// marks have. Names of more than 64 KiB cannot be listed (E2BIG), and anybody can give so many to
/// what he owns. False where one of them cannot be read either.
[[nodiscard]] bool add_known_attributes(codec::Facts& facts, const base::FsReader& reader,
                                        int dirfd, const char* name);

/// The bytes of a stand-in, at most `kLongestStandIn`; the caller knows that it is one.
[[nodiscard]] base::Result<std::string> read_stand_in(const base::FsReader& reader, int dirfd,
                                                      const char* name);

/// Reads the bytes of what the guest sees as something else than a regular file, where it has any,
/// into its facts and decodes them again. `decoded` is what `model` makes of the facts so far.
[[nodiscard]] base::Result<void> complete_stand_in(const base::FsReader& reader, int dirfd,
                                                   const char* name, const codec::Model& model,
                                                   codec::Facts& facts, codec::Decoded& decoded);

/// The first bytes of a regular file, at most `limit`; the caller knows that it is one.
[[nodiscard]] base::Result<std::string> read_head_of(const base::FsReader& reader, int dirfd,
                                                     const char* name, std::size_t limit);

/// What rules may ask for of a file (Rule::asks_for_head). A key may follow the certificates of its
/// chain, of some 2 KiB each, in one file.
inline constexpr std::size_t kLongestHead = 65536;

/// No link target is longer (PATH_MAX), and stand-ins of specials are empty; a stand-in may still
/// be as large as a guest likes (CVE history of the server), so the read is bounded.
inline constexpr std::size_t kLongestStandIn = 65536;

} // namespace permap::scanner
