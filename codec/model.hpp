// SPDX-License-Identifier: Apache-2.0
// Model: a way in which a tree stores the guest view, as two pure functions. A new model is one
// file with those two functions and one row in model.cpp; nothing else knows the models by name.
#pragma once

#include "codec/facts.hpp"
#include "codec/guest_view.hpp"

#include <span>
#include <string_view>

namespace permap::codec {

/// What a mapped model leaves on the host for every object.
struct HostPolicy {
    HostUid uid;
    HostGid gid;
    std::uint32_t file_mode = 0600;      ///< fmode; the server's default (SM_LOCAL_MODE_BITS)
    std::uint32_t directory_mode = 0700; ///< dmode; the server's default (SM_LOCAL_DIR_MODE_BITS)
};

/// Whether the guest's ownership is the host's own, or metadata beside it.
enum class Storage : std::uint8_t { native, mapped };

struct Model {
    std::string_view name;
    Storage storage;
    std::string_view summary; ///< one line for help and messages
    /// Prefix of the attributes that hold this model's metadata; empty where it has none.
    std::string_view attribute_prefix;

    /// Reads what the server would show a guest.
    Decoded (*decode)(const Facts& facts);

    /// What must be on disk for the server to show `view`; the policy is for mapped models.
    DiskState (*encode)(const GuestView& view, const HostPolicy& policy);
};

/// All models, in the order in which help lists them.
[[nodiscard]] std::span<const Model> models();

/// By name or by an alias of QEMU or libvirt; nullptr for an unknown one.
[[nodiscard]] const Model* find_model(std::string_view name);

/// Whether any model keeps ownership under this name, so that its value is read, compared and put
/// back: the metadata of every model, ACLs and file capabilities.
[[nodiscard]] bool is_ownership_attribute(std::string_view name);

/// Whether the attributes hold metadata of any mapped model.
[[nodiscard]] bool has_metadata(const Attributes& attributes);

// The functions behind the rows, one file a model.

[[nodiscard]] Decoded decode_passthrough(const Facts& facts);
[[nodiscard]] DiskState encode_passthrough(const GuestView& view, const HostPolicy& policy);

[[nodiscard]] Decoded decode_mapped_xattr(const Facts& facts);
[[nodiscard]] DiskState encode_mapped_xattr(const GuestView& view, const HostPolicy& policy);

[[nodiscard]] Decoded decode_mapped_file(const Facts& facts);
[[nodiscard]] DiskState encode_mapped_file(const GuestView& view, const HostPolicy& policy);

} // namespace permap::codec
