// SPDX-License-Identifier: Apache-2.0
#include "cli/snippets.hpp"

#include "report/output.hpp"
#include "report/record.hpp"

#include <spdlog/spdlog.h>

namespace permap::cli {
namespace {

/// Of a command without workers: from one thread.
class Snippets final : public report::Reporter {
public:
    explicit Snippets(std::FILE* out) : out_(out) {}

    void header(const report::Header& /*header*/) override {}
    void begin_root(const std::string& /*root*/) override {}
    void add(scanner::Finding /*finding*/) override {}
    void problem(scanner::Problem problem) override {
        spdlog::warn("{}", base::to_text(problem.error));
    }
    void change(const std::string& /*path*/, std::span<const std::string> /*steps*/) override {}
    void record(const report::Record& record) override {
        if (!record.text.empty()) {
            out_.write(is_first_ ? "" : "\n");
            out_.write(record.text);
            is_first_ = false;
        }
    }
    void summary(const report::Summary& /*summary*/) override {}

    [[nodiscard]] base::Result<void> finish() override { return out_.finish(); }
    [[nodiscard]] bool has_failed() const override { return out_.has_failed(); }

private:
    report::Output out_;
    bool is_first_ = true;
};

std::unique_ptr<report::Reporter> make_snippets(std::FILE* out,
                                                const report::Options& /*options*/) {
    return std::make_unique<Snippets>(out);
}

} // namespace

const report::Format& snippet_format() {
    static constexpr report::Format kFormat = {"text", "text to paste", report::Holds::records,
                                               make_snippets};
    return kFormat;
}

} // namespace permap::cli
