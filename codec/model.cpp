// SPDX-License-Identifier: Apache-2.0
#include "codec/model.hpp"

#include "codec/metadata_file.hpp"

#include <algorithm>
#include <array>

namespace permap::codec {
namespace {

constexpr std::array kModels = {
    Model{.name = "passthrough",
          .alias = "",
          .storage = Storage::native,
          .family = Family::virtfs,
          .host_modes = HostModes::guest,
          .summary = "guest ids and modes are the host's own; QEMU runs as root",
          .truth = "the host's own owners and modes are the truth",
          .needs_attributes = false,
          .owns = nullptr,
          .meaning = nullptr,
          .decode = decode_passthrough,
          .encode = encode_passthrough},
    Model{.name = "mapped-xattr",
          .alias = "mapped", // QEMU and libvirt both say so
          .storage = Storage::mapped,
          .family = Family::virtfs,
          .host_modes = HostModes::policy,
          .summary = "guest view in user.virtfs.* attributes; QEMU runs unprivileged",
          .truth = "its user.virtfs.* attributes are the truth",
          .needs_attributes = true,
          .owns = owns_mapped_xattr,
          .meaning = say_mapped_xattr,
          .decode = decode_mapped_xattr,
          .encode = encode_mapped_xattr},
    Model{.name = "mapped-file",
          .alias = "",
          .storage = Storage::mapped,
          .family = Family::virtfs,
          .host_modes = HostModes::policy,
          .summary = "guest view in .virtfs_metadata files; for file systems without attributes",
          .truth = "its .virtfs_metadata files are the truth",
          .needs_attributes = false,
          .owns = is_beside,
          .meaning = say_mapped_file,
          .decode = decode_mapped_file,
          .encode = encode_mapped_file,
          .keeps_files = true},
    Model{.name = "none",
          .alias = "squash", // libvirt's accessmode
          .storage = Storage::native,
          .family = Family::virtfs,
          .host_modes = HostModes::guest,
          .summary = "as passthrough, but new objects belong to QEMU's user; no ACLs",
          .truth = "as passthrough, and the guest saw no ACLs",
          .needs_attributes = false,
          .owns = nullptr,
          .meaning = nullptr,
          .decode = decode_none,
          .encode = encode_none},
    Model{.name = "fake-super",
          .alias = "",
          .storage = Storage::mapped,
          .family = Family::neighbour,
          .host_modes = HostModes::guest,
          .summary = "rsync --fake-super: what the host's owner and mode do not say is in "
                     "user.rsync.% attributes",
          .truth = "its user.rsync.% attributes are the truth, else the host's owners and modes",
          .needs_attributes = true,
          .owns = owns_fake_super,
          .meaning = say_fake_super,
          .decode = decode_fake_super,
          .encode = encode_fake_super},
    Model{.name = "override-stat",
          .alias = "",
          .storage = Storage::mapped,
          .family = Family::neighbour,
          .host_modes = HostModes::policy,
          .summary = "containers/storage, podman, fuse-overlayfs: guest view in "
                     "user.containers.override_stat",
          .truth = "its override_stat attributes are the truth",
          .needs_attributes = true,
          .owns = owns_override_stat,
          .meaning = say_override_stat,
          .decode = decode_override_stat,
          .encode = encode_override_stat},
};

} // namespace

bool Decoded::has(Oddity oddity) const {
    return std::ranges::find(oddities, oddity) != oddities.end();
}

std::span<const Model> models() {
    return kModels;
}

const Model* find_model(std::string_view name) {
    const auto at = std::ranges::find_if(kModels, [&](const Model& model) {
        return name == model.name || (!name.empty() && name == model.alias);
    });
    return at == kModels.end() ? nullptr : &*at;
}

std::string model_names() {
    std::string names;
    for (const Model& model : kModels) {
        names.append(names.empty() ? "" : ", ").append(model.name);
    }
    return names;
}

const Model* model_of_attribute(std::string_view name) {
    const auto at = std::ranges::find_if(
        kModels, [&](const Model& model) { return model.owns != nullptr && model.owns(name); });
    return at == kModels.end() ? nullptr : &*at;
}

std::vector<const Model*> models_in(const Attributes& attributes) {
    if (attributes.empty()) { // as on nearly all entries of a native tree
        return {};
    }
    std::array<bool, kModels.size()> is_there = {};
    for (const Attribute& attribute : attributes) {
        if (const Model* const model = model_of_attribute(attribute.name)) {
            is_there[static_cast<std::size_t>(model - kModels.data())] = true;
        }
    }
    std::vector<const Model*> found;
    for (std::size_t i = 0; i < kModels.size(); ++i) {
        if (is_there[i]) {
            found.push_back(&kModels[i]);
        }
    }
    return found;
}

bool is_ownership_attribute(std::string_view name) {
    return name == kAclAccess || name == kAclDefault || name == kCapability ||
           model_of_attribute(name) != nullptr;
}

bool has_metadata(const Attributes& attributes) {
    return std::ranges::any_of(attributes, [](const Attribute& attribute) {
        return model_of_attribute(attribute.name) != nullptr;
    });
}

} // namespace permap::codec
