// SPDX-License-Identifier: Apache-2.0
#include "cli/choices.hpp"

#include "codec/model.hpp"
#include "scanner/rule.hpp"
#include "scanner/severity.hpp"

#include <algorithm>

namespace permap::cli {
namespace {

bool is_literal(const std::string& word) {
    return std::ranges::all_of(
        word, [](char letter) { return (letter >= 'a' && letter <= 'z') || letter == '-'; });
}

void add_models(Choices& choices) {
    for (const codec::Model& model : codec::models()) {
        choices.words.emplace_back(model.name);
    }
}

void add_severities(Choices& choices) {
    for (const auto severity :
         {scanner::Severity::info, scanner::Severity::low, scanner::Severity::medium,
          scanner::Severity::high, scanner::Severity::critical}) {
        choices.words.emplace_back(scanner::to_text(severity));
    }
}

void add_rules(Choices& choices) {
    for (const scanner::Rule& rule : scanner::rules()) {
        choices.words.emplace_back(rule.id);
    }
}

/// One alternative. What is no literal and no kind that we know has nothing to offer.
void add_alternative(const std::string& word, Choices& choices) {
    if (is_literal(word)) {
        choices.words.push_back(word);
    } else if (word == "MODEL") {
        add_models(choices);
    } else if (word == "SEVERITY") {
        add_severities(choices);
    } else if (word == "RULE" || word == "ID") {
        add_rules(choices);
    } else {
        choices.are_directories |= word == "DIR" || word == "PATH";
        choices.are_files |= word == "FILE" || word == "RUN";
        choices.is_open = true;
    }
}

} // namespace

Choices choices_of(const std::string& takes) {
    static const std::string kMore = ",...";
    Choices choices;
    choices.is_list = takes.ends_with(kMore);
    const std::size_t size = takes.size() - (choices.is_list ? kMore.size() : 0);
    for (std::size_t from = 0; from < size;) {
        const std::size_t end = std::min(takes.find('|', from), size);
        add_alternative(takes.substr(from, end - from), choices);
        from = end + 1;
    }
    return choices;
}

} // namespace permap::cli
