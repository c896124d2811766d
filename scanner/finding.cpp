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

} // namespace permap::scanner
