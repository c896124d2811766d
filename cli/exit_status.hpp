// SPDX-License-Identifier: Apache-2.0
// Exit statuses, stable: docs/scripting.md has the table for people. Scripts treat what they do not
// know as failure.
#pragma once

namespace permap::cli {

enum class ExitStatus : int {
    clean = 0,         ///< done; also a dry run with changes to make
    findings = 1,      ///< findings at or above --fail-on, or blockers: nothing was written
    usage = 2,         ///< bad arguments or set-up: nothing was done
    incomplete = 3,    ///< finished, but some entries had problems or were refused
    half_way = 4,      ///< stopped half way: resume or undo
    hung_up = 129,     ///< SIGHUP
    interrupted = 130, ///< SIGINT
    terminated = 143,  ///< SIGTERM
};

} // namespace permap::cli
