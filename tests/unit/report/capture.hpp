// SPDX-License-Identifier: Apache-2.0
// A stream into memory and made-up findings, for reporter tests.
#pragma once

#include "report/formats.hpp"
#include "scanner/rule.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace permap::report {

class Capture {
public:
    explicit Capture(const char* format, const Options& options = {}, Holds holds = Holds::findings)
        : file_(::open_memstream(&data_, &size_)),
          reporter_(find_format(format, holds)->make(file_, options)) {}
    ~Capture() {
        reporter_.reset();
        std::fclose(file_);
        std::free(data_);
    }
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;

    Reporter& operator*() { return *reporter_; }
    Reporter* operator->() { return reporter_.get(); }

    /// Everything written, after finish().
    std::string text() {
        return reporter_->finish() ? std::string(data_, size_) : std::string("write failed");
    }

private:
    char* data_ = nullptr;
    std::size_t size_ = 0;
    std::FILE* file_;
    std::unique_ptr<Reporter> reporter_;
};

inline scanner::Finding finding(const char* rule, scanner::Severity severity, std::string path) {
    scanner::Finding made;
    made.rule = scanner::find_rule(rule);
    made.severity = severity;
    made.path = std::move(path);
    made.mode = 0666;
    made.uid = 1000;
    made.gid = 100;
    made.reachable = scanner::Reachable::host;
    return made;
}

} // namespace permap::report
