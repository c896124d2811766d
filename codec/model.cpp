// SPDX-License-Identifier: Apache-2.0
#include "codec/model.hpp"

#include <algorithm>
#include <array>

namespace permap::codec {
namespace {

constexpr std::array kModels = {
    Model{"passthrough", Storage::native,
          "guest ids and modes are the host's own; QEMU runs as root", "", decode_passthrough,
          encode_passthrough},
    Model{"mapped-xattr", Storage::mapped,
          "guest view in user.virtfs.* attributes; QEMU runs unprivileged", "user.virtfs.",
          decode_mapped_xattr, encode_mapped_xattr},
};

bool is_metadata(std::string_view name) {
    return std::ranges::any_of(kModels, [&](const Model& model) {
        return !model.attribute_prefix.empty() && name.starts_with(model.attribute_prefix);
    });
}

} // namespace

bool Decoded::has(Oddity oddity) const {
    return std::ranges::find(oddities, oddity) != oddities.end();
}

std::span<const Model> models() {
    return kModels;
}

const Model* find_model(std::string_view name) {
    // QEMU and libvirt both say "mapped" for mapped-xattr
    const std::string_view wanted = name == "mapped" ? "mapped-xattr" : name;
    const auto at = std::ranges::find(kModels, wanted, &Model::name);
    return at == kModels.end() ? nullptr : &*at;
}

bool is_ownership_attribute(std::string_view name) {
    return name == kAclAccess || name == kAclDefault || name == kCapability || is_metadata(name);
}

bool has_metadata(const Attributes& attributes) {
    return std::ranges::any_of(
        attributes, [](const Attribute& attribute) { return is_metadata(attribute.name); });
}

} // namespace permap::codec
