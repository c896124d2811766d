// SPDX-License-Identifier: Apache-2.0
#include "codec/describe.hpp"

#include "codec/model.hpp"
#include "codec/posix_acl.hpp"

namespace permap::codec {
namespace {

std::string say_host_attribute(const Attribute& attribute) {
    if (attribute.name == kCapability) {
        return "file capabilities, which no guest sees";
    }
    const std::optional<Acl> acl = parse_acl(attribute.value);
    return acl ? to_text(*acl) : "a malformed ACL";
}

} // namespace

std::vector<StoredValue> describe_stored(const Facts& facts) {
    std::vector<StoredValue> stored;
    for (const Attribute& attribute : facts.state.attributes) {
        const Model* const model = model_of_attribute(attribute.name);
        stored.push_back({.model = model != nullptr ? model->name : "",
                          .name = std::string(attribute.name.view()),
                          .value = attribute.value,
                          .meaning = model != nullptr
                                         ? model->meaning(attribute.name, attribute.value)
                                         : say_host_attribute(attribute)});
    }
    return stored;
}

} // namespace permap::codec
