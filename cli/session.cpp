// SPDX-License-Identifier: Apache-2.0
#include "cli/session.hpp"

#include "base/quote.hpp"
#include "cli/metrics.hpp"

#include <cerrno>
#include <utility>

#include <spdlog/spdlog.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>
#include <unistd.h>

namespace permap::cli {
namespace {

report::Colour choose_colour(WhenToColour when, std::FILE* file) {
    const bool is_on = when == WhenToColour::always ||
                       (when == WhenToColour::automatic && ::isatty(::fileno(file)) == 1);
    return is_on ? report::Colour::yes : report::Colour::no;
}

/// Records that stream onto a terminal show by themselves that it goes on; a line would break them.
report::ShowProgress choose_progress(const SharedConfig& config, std::FILE* file) {
    const bool streams = config.format->name == "ndjson" && config.sort == report::Sort::no &&
                         ::isatty(::fileno(file)) == 1;
    return streams && config.progress == report::ShowProgress::automatic
               ? report::ShowProgress::never
               : config.progress;
}

scanner::Problem left_alone(const std::string& path, std::string reason) {
    base::Error error = base::fail(ESTALE, "left alone", path).value();
    error.detail = std::move(reason);
    return {path, std::move(error)};
}

} // namespace

void Listener::stop_if_useless() {
    if (stop_ != nullptr && reporter_.has_failed()) {
        stop_->stop();
    }
}

void Listener::finding(scanner::Finding finding) {
    tally_.add(std::move(finding));
    stop_if_useless();
}

void Listener::problem(scanner::Problem problem) {
    problems_.fetch_add(1, std::memory_order_relaxed);
    reporter_.problem(std::move(problem));
    stop_if_useless();
}

void Listener::change(const std::string& path, const codec::Change& change) {
    std::vector<std::string> steps;
    steps.reserve(change.size());
    for (const codec::Step& step : change) {
        steps.push_back(codec::to_text(step));
    }
    reporter_.change(path, steps);
}

void Listener::changed(const std::string& path, const codec::Change& made) {
    change(path, made);
}

void Listener::refused(const std::string& path, const std::string& reason) {
    problem(left_alone(path, reason));
}

void Listener::unknown_name(const std::string& path) {
    problem(left_alone(path, is_undoing_ ? "it was made since the conversion"
                                         : "it was not there when the run was planned"));
}

base::Result<std::unique_ptr<Session>> Session::create(const SharedConfig& config,
                                                       const StopSignal& stop, bool lists_changes) {
    std::unique_ptr<Session> session(new Session(config, stop));
    session->file_ = config.output.empty() ? stdout : std::fopen(config.output.c_str(), "we");
    if (session->file_ == nullptr) {
        return base::fail(errno, "create", config.output);
    }
    const report::Options options = {.colour = choose_colour(config.colour, session->file_),
                                     .sort = config.sort,
                                     .fail_on = config.fail_on};
    session->reporter_ = config.format->make(session->file_, options);
    session->tally_ = std::make_unique<report::Tally>(*session->reporter_);
    session->listener_ =
        std::make_unique<Listener>(*session->reporter_, *session->tally_, lists_changes);
    session->display_.emplace(session->progress_, choose_progress(config, session->file_), stderr);
    return session;
}

Session::~Session() {
    reporter_.reset(); // what it has goes into the file
    if (file_ != nullptr && file_ != stdout) {
        std::fclose(file_); // only where the command did not get to `end`, which checks it
    }
}

void Session::stop_without_reader() {
    if (config_.metrics.empty()) {
        listener_->set_useless_without_report(stop_);
    }
}

void Session::header(report::Header header) {
    header_ = std::move(header);
    reporter_->header(header_);
}

void Session::run_with(unsigned jobs, const std::function<void()>& work) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, jobs);
    tbb::task_arena arena(static_cast<int>(jobs));
    arena.execute(work);
}

base::Result<void> Session::finish_report() {
    base::Result<void> written = reporter_->finish();
    std::FILE* const file = std::exchange(file_, nullptr);
    const bool is_closed = file == stdout || std::fclose(file) == 0;
    if (written && !is_closed) { // NFS says only now that there is no room
        return base::fail(errno, "close", config_.output);
    }
    return written;
}

ExitStatus Session::end(report::Summary summary, ExitStatus otherwise) {
    display_.reset();
    summary.findings = tally_->counts();
    summary.problems = listener_->problems();
    if (!config_.is_reproducible) {
        summary.seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
        summary.status = static_cast<int>(stop_.status().value_or(otherwise));
    } else if (stop_.status()) { // what is cut short must not look whole
        summary.status = static_cast<int>(*stop_.status());
    }
    reporter_->summary(summary);
    const base::Result<void> written = finish_report();
    if (!written && !stop_.status()) {
        spdlog::error("cannot write the report: {}", base::to_text(written.error()));
        otherwise = otherwise == ExitStatus::half_way ? otherwise : ExitStatus::incomplete;
    }
    return write_metrics(summary, stop_.status().value_or(otherwise));
}

ExitStatus Session::write_metrics(const report::Summary& summary, ExitStatus status) const {
    if (config_.metrics.empty()) {
        return status;
    }
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    const base::Result<void> written =
        cli::write_metrics(config_.metrics, metrics_text(header_, summary, status, now));
    if (written) {
        return status;
    }
    spdlog::error("cannot write the metrics: {}", base::to_text(written.error()));
    const bool is_worse = status != ExitStatus::clean && status != ExitStatus::findings;
    return is_worse ? status : ExitStatus::incomplete;
}

bool Session::fails() const {
    return report::failing(tally_->counts(), config_.fail_on) > 0;
}

void log_safety(const base::Root& root, const SharedConfig& config) {
    if (root.level == base::SafetyLevel::dirfd && config.safety == base::Safety::automatic) {
        spdlog::info("{}: no jail ({}): every open is confined one by one instead",
                     base::quote(root.real_path), root.why_not_jail);
    }
    if (root.moves_atimes) {
        spdlog::info("{}: jail through a user namespace: what is read there may get a new time of "
                     "access",
                     base::quote(root.real_path));
    }
}

void log_unseen_servers(const scanner::Surroundings& around, const std::string& root) {
    const std::string unseen = scanner::say_unseen_servers(around);
    if (!unseen.empty()) {
        spdlog::warn("cannot tell whether a server uses {}: {}, ignoring it", base::quote(root),
                     unseen);
    }
}

ExitStatus fail_usage(const base::Error& error) {
    spdlog::error("{}", base::to_text(error));
    return ExitStatus::usage;
}

} // namespace permap::cli
