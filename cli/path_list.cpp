// SPDX-License-Identifier: Apache-2.0
#include "cli/path_list.hpp"

#include "base/quote.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <tuple>

#include <fmt/format.h>

namespace permap::cli {
namespace {

constexpr const char* kStandardInput = "standard input";

struct CloseFile {
    void operator()(std::FILE* file) const {
        if (file != stdin) {
            std::ignore = std::fclose(file); // only read
        }
    }
};

struct FreeLine {
    void operator()(char* line) const { std::free(line); }
};

} // namespace

base::Result<void> read_path_list(const std::string& file, Separator separator,
                                  std::vector<NamedPath>& paths) {
    const bool is_stdin = file == "-";
    const std::string name = is_stdin ? kStandardInput : base::escape(file);
    const std::unique_ptr<std::FILE, CloseFile> input(is_stdin ? stdin
                                                               : std::fopen(file.c_str(), "re"));
    if (!input) {
        return base::fail(errno, "open", file);
    }
    const std::size_t before = paths.size();
    char* line = nullptr;
    std::size_t capacity = 0;
    std::size_t with_nul = 0; // the line, counted from 1
    errno = 0;
    for (std::size_t number = 1;; ++number) {
        const ssize_t got = ::getdelim(&line, &capacity, static_cast<char>(separator), input.get());
        if (got <= 0) {
            break;
        }
        std::string path(line, static_cast<std::size_t>(got));
        if (path.back() == static_cast<char>(separator)) {
            path.pop_back();
        }
        if (path.find('\0') != std::string::npos) { // the kernel would take what is before it
            with_nul = number;
            break;
        }
        if (!path.empty()) {
            paths.push_back({std::move(path), fmt::format("{}:{}", name, number)});
        }
    }
    const int error = errno;
    const std::unique_ptr<char, FreeLine> owner(line);
    if (std::ferror(input.get()) != 0) {
        return base::fail(error, "read the list of directories", is_stdin ? name : file);
    }
    if (with_nul != 0) {
        return base::fail_because(fmt::format("{}:{}: holds a NUL byte: for a list that is "
                                              "separated by them, say --null (-0)",
                                              name, with_nul));
    }
    if (paths.size() == before) {
        return base::fail_because("the list names no directory", is_stdin ? name : file);
    }
    return {};
}

base::Error with_origin(base::Error error, const NamedPath& named) {
    if (!named.origin.empty()) {
        error.detail = base::to_text(error);
        error.operation = "";
        error.path.clear();
        error.detail.insert(0, named.origin + ": ");
    }
    return error;
}

} // namespace permap::cli
