// SPDX-License-Identifier: Apache-2.0
#include "scanner/host_files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <boost/filesystem.hpp>

namespace permap::scanner {
namespace {

namespace fs = boost::filesystem;

} // namespace

std::optional<std::string> HostFiles::read(const std::string& path) const {
    std::ifstream file(real(path), std::ios::binary);
    if (!file) {
        return std::nullopt;
    }
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad()) {
        return std::nullopt;
    }
    while (text.ends_with('\n')) {
        text.pop_back();
    }
    return text;
}

std::vector<std::string> HostFiles::list(const std::string& path) const {
    std::vector<std::string> names;
    boost::system::error_code error;
    fs::directory_iterator at(real(path), error);
    while (!error && at != fs::directory_iterator()) {
        names.push_back(at->path().filename().string());
        at.increment(error);
    }
    std::ranges::sort(names);
    return names;
}

std::optional<std::string> HostFiles::resolve(const std::string& path) const {
    boost::system::error_code error;
    const fs::path target = fs::read_symlink(real(path), error);
    if (error) {
        return std::nullopt;
    }
    const fs::path place = target.is_absolute() ? target : fs::path(path).parent_path() / target;
    return place.lexically_normal().string();
}

bool HostFiles::exists(const std::string& path) const {
    boost::system::error_code error;
    return fs::exists(real(path), error);
}

} // namespace permap::scanner
