// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over the files named, or all files of the directories named, in builds
// without libFuzzer. Each file is also cut short and changed bit by bit: a small corpus goes far.
#include "tests/fuzz/fuzz_target.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// Longer inputs are not damaged at every place: a unit test takes milliseconds.
constexpr std::size_t kMostPlaces = 512;

void run(const std::string& bytes) {
    // a copy on the heap of exactly this size: reading past it is seen by the sanitizers
    const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

void run_damaged(const std::string& bytes) {
    const std::size_t step = bytes.size() / kMostPlaces + 1;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        run(bytes.substr(0, at));
        for (const char damage : {'\x01', '\x80', '\xFF'}) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ damage);
            run(damaged);
        }
    }
}

void run_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    run(bytes);
    run_damaged(bytes);
}

int run_all(const std::vector<fs::path>& places) {
    int files = 0;
    for (const fs::path& place : places) {
        std::vector<fs::path> inputs = {place};
        if (fs::is_directory(place)) {
            inputs = {fs::directory_iterator(place), fs::directory_iterator()};
        }
        for (const fs::path& input : inputs) {
            run_file(input);
            ++files;
        }
    }
    return files;
}

} // namespace

int main(int argc, char** argv) {
    run({});
    const int files = run_all({argv + 1, argv + argc});
    std::printf("%d files\n", files);
    return files > 0 ? 0 : 1; // a corpus that is not there tests nothing
}
