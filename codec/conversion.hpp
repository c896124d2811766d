// SPDX-License-Identifier: Apache-2.0
// Conversion: what is to be on disk after a conversion, for one object: map ids, encode, and decide
// what becomes of metadata that belongs to neither of the two models. Pure.
#pragma once

#include "codec/id_map.hpp"
#include "codec/model.hpp"

namespace permap::codec {

/// What a conversion is about, the same for all of its entries.
struct Conversion {
    const Model& from;
    const Model& to;
    HostPolicy policy;
    IdMaps maps = {}; ///< empty: ids stay as they are
    /// For QEMU 11 and later, which reads them: real symbolic links stay as they are.
    bool keeps_native_symlinks = false;
};

/// Whether the conversion removes metadata under this name that it does not write: that of both
/// models, and whatever a QEMU server would believe after a change of one word.
[[nodiscard]] bool is_purged(const Conversion& conversion, std::string_view attribute);

/// An id of -1 is none to the server's reader of metadata files: the host's value is stored
/// instead.
void settle_ids(GuestView& view, const DiskState& host);

/// What must be on disk for the target's reader to show `view`, whose ids are mapped already.
[[nodiscard]] DiskState wanted_state(const Conversion& conversion, const Facts& facts,
                                     const GuestView& view);

} // namespace permap::codec
