// SPDX-License-Identifier: Apache-2.0
// A file that takes another's place at once or not at all: whoever reads sees the old one or the
// new one, whole, also after the machine stopped.
#pragma once

#include "base/result.hpp"

#include <cstdio>
#include <memory>
#include <string>

#include <sys/types.h>

namespace permap::base {

/// Move-only; what was not put in place is removed when it goes.
class NewFile {
public:
    /// Beside `path`, under a name that begins with it and ends otherwise, with this mode. Links
    /// are followed; where they lead to something else than a regular file, that is an Error.
    [[nodiscard]] static Result<NewFile> create(const std::string& path, mode_t mode);
    NewFile(NewFile&&) noexcept = default;
    NewFile& operator=(NewFile&&) = delete;
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile();

    /// For writing; the caller asks each write whether it succeeded.
    [[nodiscard]] std::FILE* stream() { return stream_.get(); }

    /// Durable on return. Nothing may be written after it.
    [[nodiscard]] Result<void> put_in_place();

private:
    struct Close {
        void operator()(std::FILE* stream) const { std::fclose(stream); }
    };

    NewFile() = default;

    std::string path_;
    std::string temporary_;
    std::unique_ptr<std::FILE, Close> stream_;
};

} // namespace permap::base
