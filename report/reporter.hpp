// SPDX-License-Identifier: Apache-2.0
// Reporter: where all results of a command go, in one output format.
//
// Order of calls: header, then for each root begin_root and its records, findings, problems and
// changes, then summary and finish. add, problem and change may be called from any thread at the
// same time; the others only while no worker reports.
#pragma once

#include "base/result.hpp"
#include "codec/manifest_entry.hpp"
#include "report/records.hpp"
#include "scanner/finding.hpp"
#include "scanner/problem.hpp"

#include <span>
#include <string>

namespace permap::report {

struct Record;

class Reporter : public scanner::FindingSink {
public:
    virtual void header(const Header& header) = 0;
    /// What follows has paths relative to this root, as the user named it.
    virtual void begin_root(const std::string& root) = 0;
    void add(scanner::Finding finding) override = 0;
    virtual void problem(scanner::Problem problem) = 0;
    /// What was or would be done to one entry: a line of text per step.
    virtual void change(const std::string& path, std::span<const std::string> steps) = 0;
    /// What a command found out besides findings, in the order of the calls; only while no worker
    /// reports. Formats that are about findings alone leave it out.
    virtual void record(const Record& /*record*/) {}
    /// One entry of a snapshot; in order, from one thread. Formats about findings leave it out.
    virtual void entry(const codec::ManifestEntry& /*entry*/) {}
    virtual void summary(const Summary& summary) = 0;

    /// Writes what is left and says whether everything arrived. After the first write error (a
    /// closed pipe, a full disk) nothing more is written. SIGPIPE must be ignored by the caller.
    [[nodiscard]] virtual base::Result<void> finish() = 0;

    /// Whether writing has failed, so that a long walk for its sake may stop. Any thread.
    [[nodiscard]] virtual bool has_failed() const = 0;
};

} // namespace permap::report
