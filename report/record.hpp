// SPDX-License-Identifier: Apache-2.0
// Record: what a command found out that is neither a finding nor a change (what a file system can
// do, what an object means, what is shared), for machines and for people at once.
#pragma once

#include "report/json_text.hpp"

#include <string>

namespace permap::report {

struct Record {
    std::string type; ///< "mount"; docs/scripting.md lists them
    Json fields;      ///< an object, without `type`
    std::string text; ///< the same for people: whole lines, names quoted already
};

/// With its type, as the machine formats have it.
[[nodiscard]] inline Json typed_record(const Record& record) {
    Json typed = {{"type", record.type}};
    typed.update(record.fields);
    return typed;
}

} // namespace permap::report
