// SPDX-License-Identifier: Apache-2.0
#include "cli/logging.hpp"

#include <cstdlib>
#include <memory>
#include <string>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace permap::cli {
namespace {

spdlog::color_mode to_mode(WhenToColour colour) {
    switch (colour) {
    case WhenToColour::always:
        return spdlog::color_mode::always;
    case WhenToColour::never:
        return spdlog::color_mode::never;
    case WhenToColour::automatic:
        break;
    }
    return spdlog::color_mode::automatic;
}

spdlog::level::level_enum to_level(Verbosity verbosity) {
    switch (verbosity) {
    case Verbosity::quiet:
        return spdlog::level::warn;
    case Verbosity::verbose:
        return spdlog::level::debug;
    case Verbosity::normal:
        break;
    }
    return spdlog::level::info;
}

} // namespace

WhenToColour default_colour() {
    const char* const no_colour = std::getenv("NO_COLOR");
    return no_colour != nullptr && *no_colour != '\0' ? WhenToColour::never
                                                      : WhenToColour::automatic;
}

void set_up_logging(Verbosity verbosity, WhenToColour colour) {
    auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(to_mode(colour));
    auto logger = std::make_shared<spdlog::logger>("permap", std::move(sink));
    // On a terminal a progress line may stand where the message goes.
    const std::string clear = ::isatty(STDERR_FILENO) == 1 ? "\r\x1B[K" : "";
    logger->set_pattern(clear + "permap: %^%l%$: %v");
    logger->set_level(to_level(verbosity));
    spdlog::set_default_logger(std::move(logger));
}

} // namespace permap::cli
