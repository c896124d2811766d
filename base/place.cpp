// SPDX-License-Identifier: Apache-2.0
#include "base/place.hpp"

#include <cerrno>

#include <fcntl.h>

namespace permap::base {

Result<Place> find_place(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::string last = path.substr(slash == std::string::npos ? 0 : slash + 1);
    const bool is_itself = last.empty() || last == "." || last == "..";
    const std::string above = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const std::string& directory = is_itself ? path : above;

    Place place;
    place.directory = Fd(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!place.directory) {
        return fail(errno, "open", directory);
    }
    place.name = is_itself ? "." : last;
    place.real_path = path_of(place.directory).value_or(std::string());
    if (!is_itself) {
        place.real_path += (place.real_path.ends_with('/') ? "" : "/") + last;
    }
    return place;
}

} // namespace permap::base
