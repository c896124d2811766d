// SPDX-License-Identifier: Apache-2.0
#include "codec/passage.hpp"

#include <algorithm>

namespace permap::codec {
namespace {

using States = std::vector<DiskState>;

/// Without privilege the owner gets u+rw before anything else can be done.
constexpr std::uint32_t kReadWrite = 0600;

void travel(States& states, DiskState at, const Change& change) {
    for (const Step& step : change) {
        at = after(std::move(at), step);
        states.push_back(at);
    }
}

/// All states on the ways between the ends, the ends included.
States states_of(const Passage& passage) {
    States states = {passage.from, passage.to};
    travel(states, passage.from, diff(passage.from, passage.to, passage.forward));
    travel(states, passage.to, diff(passage.to, passage.from, passage.backward));
    if (passage.from.kind != Kind::directory) {
        return states;
    }
    for (const DiskState* end : {&passage.from, &passage.to}) {
        States closing;
        travel(closing, *end, close_directory(*end, passage.closed_owner));
        const DiskState closed = closing.empty() ? *end : closing.back();
        states.insert(states.end(), closing.begin(), closing.end());
        travel(states, closed, diff(closed, passage.to, passage.forward));
        travel(states, closed, diff(closed, passage.from, passage.backward));
    }
    return states;
}

bool knows_mode(const States& states, std::uint32_t mode) {
    return std::ranges::any_of(states, [&](const DiskState& state) {
        return state.mode == mode || (state.mode | kReadWrite) == mode ||
               (state.mode & ~std::uint32_t{06000}) == mode;
    });
}

bool knows_attribute(const States& states, std::string_view name, const std::string* value) {
    return std::ranges::any_of(states, [&](const DiskState& state) {
        const std::string* const known = state.attributes.find(name);
        return value == nullptr ? known == nullptr : known != nullptr && *known == *value;
    });
}

/// Every attribute that is there is known, and every one that is missing is missing on the way.
bool knows_attributes(const States& states, const Attributes& now) {
    const bool are_known = std::ranges::all_of(now, [&](const Attribute& attribute) {
        return knows_attribute(states, attribute.name, &attribute.value);
    });
    return are_known && std::ranges::all_of(states, [&](const DiskState& state) {
               return std::ranges::all_of(state.attributes, [&](const Attribute& attribute) {
                   const bool is_missing = now.find(attribute.name) == nullptr;
                   return !is_missing || knows_attribute(states, attribute.name, nullptr);
               });
           });
}

} // namespace

Change close_directory(const DiskState& now, const SetOwner& closed_owner) {
    Change change;
    if (now.uid != closed_owner.uid || now.gid != closed_owner.gid) {
        change.emplace_back(closed_owner);
    }
    if (now.mode != kClosedMode) {
        change.emplace_back(SetMode{kClosedMode});
    }
    return change;
}

bool admits(const Passage& passage, const DiskState& now) {
    if (now == passage.from || now == passage.to) {
        return true;
    }
    if (needs_replacing(passage.from, passage.to) || needs_replacing(now, passage.from)) {
        return false;
    }
    const States states = states_of(passage);
    const bool knows_owner = std::ranges::any_of(states, [&](const DiskState& state) {
        return state.uid == now.uid && state.gid == now.gid;
    });
    return knows_owner && knows_mode(states, now.mode) && knows_attributes(states, now.attributes);
}

} // namespace permap::codec
