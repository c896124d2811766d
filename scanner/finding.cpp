// SPDX-License-Identifier: Apache-2.0
#include "scanner/finding.hpp"

namespace permap::scanner {

const char* to_text(Reachable reachable) {
    switch (reachable) {
    case Reachable::not_asked:
        return nullptr;
    case Reachable::none:
        return "none";
    case Reachable::host:
        return "host";
    case Reachable::guest:
        return "guest";
    case Reachable::both:
        return "both";
    }
    return nullptr;
}

const char* to_text(BaselineState state) {
    switch (state) {
    case BaselineState::is_new:
        return "new";
    case BaselineState::unchanged:
        return "unchanged";
    case BaselineState::updated:
        return "updated";
    case BaselineState::no_baseline:
        break;
    }
    return nullptr;
}

} // namespace permap::scanner
