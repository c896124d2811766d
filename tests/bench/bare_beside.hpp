// SPDX-License-Identifier: Apache-2.0
// What the two bare loops of mapped-file share: the names of the server.
#pragma once

namespace permap::bench {

constexpr const char* kMetadataDirectory = ".virtfs_metadata";

} // namespace permap::bench
