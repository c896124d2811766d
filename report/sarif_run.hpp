// SPDX-License-Identifier: Apache-2.0
// The parts of a SARIF run (2.1.0) that are no results: the tool with its rules, and the places
// that relative URIs start from.
#pragma once

#include "report/json_text.hpp"
#include "report/records.hpp"
#include "scanner/rule.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace permap::report {

/// toolComponent: name, version, rules.
[[nodiscard]] Json sarif_driver(const Header& header, std::span<const scanner::Rule* const> rules);

/// How names below the roots become artifactLocations. A root that was named by a relative path
/// stays a part of the URI, which is relative to where permap was run (%SRCROOT%): so code scanning
/// finds the file in a checkout. Any other root is a base of its own.
class SarifPlaces {
public:
    explicit SarifPlaces(const std::vector<std::string>& roots);

    /// originalUriBaseIds.
    [[nodiscard]] Json bases() const;
    /// The artifactLocation of `path` below `root`, both raw bytes.
    [[nodiscard]] Json location(const std::string& root, const std::string& path) const;

private:
    struct Root {
        std::string base;   ///< uriBaseId
        std::string prefix; ///< of the URI, encoded; empty or with a slash at its end
    };

    std::map<std::string, Root> roots_; ///< by the name that was typed
};

} // namespace permap::report
