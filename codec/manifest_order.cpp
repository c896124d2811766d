// SPDX-License-Identifier: Apache-2.0
#include "codec/manifest_order.hpp"

#include <algorithm>

namespace permap::codec {
namespace {

/// What ends a component comes before all bytes of names.
unsigned char in_key(char byte) {
    return byte == '/' ? 0 : static_cast<unsigned char>(byte);
}

/// "//" in a path: no walk makes it, but a manifest of somebody else may have it.
bool begins_with_empty_component(std::string_view rest) {
    return rest.starts_with('/') && (rest.size() == 1 || rest[1] == '/');
}

// A NUL is in no name. Two end the directory, so its entries come before what lies deeper.
std::string key_of(const Place& place) {
    std::string key = directory_key(place.directory);
    key.append(2, '\0');
    key.append(place.name);
    return key;
}

} // namespace

std::string manifest_key(std::string_view path) {
    return key_of(place_of(path));
}

std::string directory_key(std::string_view directory) {
    std::string key(directory);
    std::ranges::replace(key, '/', '\0');
    return key;
}

Place place_of(std::string_view path) {
    if (path == ".") {
        return {};
    }
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? Place{{}, path}
                                           : Place{path.substr(0, slash), path.substr(slash + 1)};
}

std::strong_ordering compare_places(const Place& left, const Place& right) {
    if (left.directory == right.directory) {
        return left.name <=> right.name;
    }
    const auto [at, right_at] = std::ranges::mismatch(left.directory, right.directory);
    const bool is_above = at == left.directory.end();
    if (!is_above && right_at != right.directory.end()) {
        return in_key(*at) <=> in_key(*right_at);
    }
    const std::string_view rest = is_above ? std::string_view(right_at, right.directory.end())
                                           : std::string_view(at, left.directory.end());
    if (begins_with_empty_component(rest)) {
        return key_of(left) <=> key_of(right);
    }
    return is_above ? std::strong_ordering::less : std::strong_ordering::greater;
}

} // namespace permap::codec
