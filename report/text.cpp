// SPDX-License-Identifier: Apache-2.0
#include "report/text.hpp"

#include "base/quote.hpp"
#include "report/output.hpp"
#include "report/record.hpp"
#include "report/text_sections.hpp"
#include "report/worst_places.hpp"
#include "scanner/rule.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>
#include <vector>

#include <fmt/format.h>

namespace permap::report {
namespace {

/// More causes than any real tree has; the rest is one group.
constexpr std::size_t kMostCauses = 50;

/// Rules of a scan whose texts are shown whole, the worst ones: what else is wrong can wait until
/// they are mended, and a reader has a minute. A conversion's blockers need all of their texts.
constexpr std::size_t kRulesInFull = 3;

/// With fewer objects to look at, the examples show where they are.
constexpr std::uint64_t kFewFindings = 30;

using RuleGroups = std::map<const scanner::Rule*, RuleGroup>;

std::vector<const RuleGroup*> worst_first(const RuleGroups& by_rule) {
    std::vector<const RuleGroup*> groups;
    groups.reserve(by_rule.size());
    for (const auto& [rule, group] : by_rule) {
        groups.push_back(&group);
    }
    std::ranges::sort(groups, [](const RuleGroup* left, const RuleGroup* right) {
        return std::tuple(worst_of(*right), right->primary, left->rule->id) <
               std::tuple(worst_of(*left), left->primary, right->rule->id);
    });
    return groups;
}

class TextReporter final : public Reporter {
public:
    TextReporter(std::FILE* out, const Options& options)
        : options_(options), changes_(options.changes), out_(out) {}

    void header(const Header& header) override;
    void begin_root(const std::string& root) override { roots_.push_back(root); }
    void add(scanner::Finding finding) override;
    void problem(scanner::Problem problem) override;
    void change(const std::string& path, std::span<const std::string> steps) override;
    void record(const Record& record) override { out_.write(record.text); }
    void summary(const Summary& summary) override;
    base::Result<void> finish() override { return out_.finish(); }
    bool has_failed() const override { return out_.has_failed(); }

private:
    [[nodiscard]] std::size_t root_index() const;
    [[nodiscard]] std::string shown_path(const std::string& path) const {
        return shown_path(root_index(), path);
    }
    [[nodiscard]] std::string shown_path(std::size_t root, const std::string& path) const;
    [[nodiscard]] RuleGroup& group_of(RuleGroups& groups, const scanner::Rule* rule) const;
    void add_waived(scanner::Finding finding);
    void write_changes();
    void write_findings();
    void write_waived();
    void write_worst_places();
    void write_problems();

    // Set before the workers of a root start, read-only while they run.
    Options options_;
    Header header_;
    std::vector<std::string> roots_;

    std::mutex mutex_;
    // Guarded by mutex_.
    RuleGroups groups_;
    RuleGroups waived_; ///< what a waiver covers, counted apart
    WorstPlaces worst_places_;
    std::uint64_t primary_findings_ = 0;
    std::map<std::string, ProblemGroup> problems_; ///< by cause; the smallest kMostCauses of them
    std::uint64_t other_problems_ = 0;
    Smallest changes_;
    std::uint64_t change_count_ = 0;

    Output out_; ///< only while no worker runs
};

void TextReporter::header(const Header& header) {
    header_ = header;
    out_.write(header_text(header));
}

std::size_t TextReporter::root_index() const {
    return roots_.empty() ? 0 : roots_.size() - 1;
}

std::string TextReporter::shown_path(std::size_t root, const std::string& path) const {
    if (header_.roots.size() < 2 || roots_.empty()) {
        return path;
    }
    const std::string& name = roots_[root];
    return path == "." ? name : fmt::format("{}{}{}", name, name.ends_with('/') ? "" : "/", path);
}

RuleGroup& TextReporter::group_of(RuleGroups& groups, const scanner::Rule* rule) const {
    const auto at = groups.find(rule);
    if (at != groups.end()) {
        return at->second;
    }
    return groups.emplace(rule, RuleGroup{rule, {}, 0, Smallest(options_.examples), Smallest(1)})
        .first->second;
}

void TextReporter::add_waived(scanner::Finding finding) {
    RuleGroup& group = group_of(waived_, finding.rule);
    ++group.by_severity[static_cast<std::size_t>(finding.severity)];
    if (group.examples.wants(0, root_index(), finding.path)) {
        std::string text = fmt::format("{}  {}", example_text(finding, shown_path(finding.path)),
                                       waiver_text(*finding.waiver));
        group.examples.offer({0, root_index(), std::move(finding.path), std::move(text)});
    }
}

void TextReporter::add(scanner::Finding finding) {
    const std::lock_guard lock(mutex_);
    if (finding.waiver) {
        add_waived(std::move(finding));
        return;
    }
    RuleGroup& group = group_of(groups_, finding.rule);
    ++group.by_severity[static_cast<std::size_t>(finding.severity)];
    Smallest& lines = finding.is_primary ? group.examples : group.elsewhere;
    if (finding.is_primary) {
        ++group.primary;
        ++primary_findings_;
        worst_places_.add(root_index(), finding.path, finding.severity);
    }
    const auto rank = static_cast<unsigned>(scanner::Severity::critical) -
                      static_cast<unsigned>(finding.severity);
    if (lines.wants(rank, root_index(), finding.path)) {
        std::string text = example_text(finding, shown_path(finding.path));
        lines.offer({rank, root_index(), std::move(finding.path), std::move(text)});
    }
}

void TextReporter::problem(scanner::Problem problem) {
    problem.error.path.clear();
    const std::string cause = base::to_text(problem.error);
    const std::lock_guard lock(mutex_);
    const auto at =
        problems_.try_emplace(cause, ProblemGroup{cause, 0, Smallest(options_.examples)}).first;
    ProblemGroup& group = at->second;
    ++group.count;
    if (group.examples.wants(0, root_index(), problem.path)) {
        std::string text = base::quote_short(shown_path(problem.path));
        group.examples.offer({0, root_index(), std::move(problem.path), std::move(text)});
    }
    // The last cause goes: those that stay are never dropped, whatever the order of arrival.
    if (problems_.size() > kMostCauses) {
        const auto last = std::prev(problems_.end());
        other_problems_ += last->second.count;
        problems_.erase(last);
    }
}

void TextReporter::change(const std::string& path, std::span<const std::string> steps) {
    const std::lock_guard lock(mutex_);
    ++change_count_;
    if (!changes_.wants(0, root_index(), path)) {
        return;
    }
    std::string text = base::quote(shown_path(path)) + ":";
    for (std::size_t at = 0; at < steps.size(); ++at) {
        text += fmt::format("{} {}", at == 0 ? "" : ",", steps[at]);
    }
    changes_.offer({0, root_index(), path, std::move(text)});
}

void TextReporter::summary(const Summary& summary) {
    const std::lock_guard lock(mutex_);
    write_changes();
    write_findings();
    write_worst_places();
    write_waived();
    write_problems();
    out_.write(summary_text(summary));
}

void TextReporter::write_changes() {
    if (change_count_ == 0) {
        return;
    }
    out_.write("Changes\n");
    for (const Line& line : changes_.lines()) {
        out_.write(fmt::format("    {}\n", line.text));
    }
    const std::uint64_t hidden = change_count_ - changes_.lines().size();
    out_.write(hidden > 0 ? fmt::format("    and {} more (--format ndjson lists all)\n\n", hidden)
                          : "\n");
}

void TextReporter::write_findings() {
    std::size_t shown = 0;
    for (const RuleGroup* const group : worst_first(groups_)) {
        const bool is_full = header_.command != "scan" || shown++ < kRulesInFull;
        const Detail detail = is_full ? Detail::full : Detail::brief;
        out_.write(rule_text(*group, detail, options_.colour));
    }
}

void TextReporter::write_waived() {
    if (waived_.empty()) {
        return;
    }
    out_.write("Waived: reported, but nothing fails for it\n");
    for (const RuleGroup* const group : worst_first(waived_)) {
        out_.write(waived_text(*group));
    }
    out_.write("\n");
}

void TextReporter::write_worst_places() {
    const std::vector<WorstPlaces::Place> places = worst_places_.heaviest();
    const bool is_everywhere =
        places.size() == 1 && places.front().directory.path == "." && header_.roots.size() < 2;
    if (primary_findings_ <= kFewFindings || places.empty() || is_everywhere) {
        return;
    }
    out_.write("Where most of it is, each object counted once\n");
    for (const WorstPlaces::Place& place :
         std::span(places).first(std::min(places.size(), options_.examples))) {
        const std::string path = shown_path(place.directory.root, place.directory.path);
        out_.write(
            fmt::format("    {}  {}\n", base::quote_short(path), severities_text(place.counts)));
    }
    out_.write("\n");
}

void TextReporter::write_problems() {
    if (problems_.empty()) {
        return;
    }
    out_.write("Problems: what could not be examined or changed\n");
    for (const auto& [cause, group] : problems_) {
        out_.write(problem_text(group));
    }
    if (other_problems_ > 0) {
        out_.write(fmt::format("  and {} with other causes\n", other_problems_));
    }
    out_.write("\n");
}

} // namespace

std::unique_ptr<Reporter> make_text(std::FILE* out, const Options& options) {
    return std::make_unique<TextReporter>(out, options);
}

} // namespace permap::report
