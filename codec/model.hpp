// SPDX-License-Identifier: Apache-2.0
// Model: a way in which a tree stores the guest view, as two pure functions. A new model is one
// file with those two functions and one row in model.cpp; nothing else knows the models by name.
#pragma once

#include "codec/facts.hpp"
#include "codec/guest_view.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// Who believes a model's metadata: the QEMU server, which changes its model with one word of its
/// command line, or another program. What a conversion purges depends on it.
enum class Family : std::uint8_t { virtfs, neighbour };

/// What decides the modes that a mapped model leaves on the host: fmode and dmode, or the guest's.
enum class HostModes : std::uint8_t { policy, guest };

struct Model {
    std::string_view name;
    std::string_view alias; ///< another name for it; may be empty
    Storage storage;
    Family family;
    HostModes host_modes;
    std::string_view summary; ///< one line for help and messages
    std::string_view truth;   ///< what --from this model believes: "the host's own owners are"
    bool needs_attributes;    ///< user.* ones, on files and directories
    /// Whether this model keeps metadata under that name among the facts; nullptr where it has
    /// none.
    bool (*owns)(std::string_view attribute);

    /// What one stored value says, as a person would; nullptr where `owns` is.
    std::string (*meaning)(std::string_view attribute, std::string_view value);

    /// Reads what the server would show a guest.
    Decoded (*decode)(const Facts& facts);

    /// What must be on disk for the server to show `view`; the policy is for mapped models.
    DiskState (*encode)(const GuestView& view, const HostPolicy& policy);

    /// Keeps metadata in files beside the objects: they are read, and their names are reserved.
    bool keeps_files = false;
};

/// All models, in the order in which help lists them.
[[nodiscard]] std::span<const Model> models();

/// By name or by an alias of QEMU or libvirt; nullptr for an unknown one.
[[nodiscard]] const Model* find_model(std::string_view name);

/// "passthrough, mapped-xattr, ...", for help and messages.
[[nodiscard]] std::string model_names();

/// The model whose metadata an attribute of this name is; nullptr for any other attribute.
[[nodiscard]] const Model* model_of_attribute(std::string_view name);

/// The models that have metadata among the attributes, in the order of models().
[[nodiscard]] std::vector<const Model*> models_in(const Attributes& attributes);

/// Whether any model keeps ownership under this name, so that its value is read, compared and put
/// back: the metadata of every model, ACLs and file capabilities.
[[nodiscard]] bool is_ownership_attribute(std::string_view name);

/// Whether the attributes hold metadata of any model.
[[nodiscard]] bool has_metadata(const Attributes& attributes);

// The functions behind the rows, one file a model.

[[nodiscard]] Decoded decode_passthrough(const Facts& facts);
[[nodiscard]] DiskState encode_passthrough(const GuestView& view, const HostPolicy& policy);

[[nodiscard]] Decoded decode_none(const Facts& facts);
[[nodiscard]] DiskState encode_none(const GuestView& view, const HostPolicy& policy);

[[nodiscard]] bool owns_mapped_xattr(std::string_view attribute);
[[nodiscard]] std::string say_mapped_xattr(std::string_view attribute, std::string_view value);
[[nodiscard]] Decoded decode_mapped_xattr(const Facts& facts);
[[nodiscard]] DiskState encode_mapped_xattr(const GuestView& view, const HostPolicy& policy);

[[nodiscard]] std::string say_mapped_file(std::string_view attribute, std::string_view value);
[[nodiscard]] Decoded decode_mapped_file(const Facts& facts);
[[nodiscard]] DiskState encode_mapped_file(const GuestView& view, const HostPolicy& policy);

[[nodiscard]] bool owns_fake_super(std::string_view attribute);
[[nodiscard]] std::string say_fake_super(std::string_view attribute, std::string_view value);
[[nodiscard]] Decoded decode_fake_super(const Facts& facts);
[[nodiscard]] DiskState encode_fake_super(const GuestView& view, const HostPolicy& policy);

[[nodiscard]] bool owns_override_stat(std::string_view attribute);
[[nodiscard]] std::string say_override_stat(std::string_view attribute, std::string_view value);
[[nodiscard]] Decoded decode_override_stat(const Facts& facts);
[[nodiscard]] DiskState encode_override_stat(const GuestView& view, const HostPolicy& policy);

} // namespace permap::codec
