// SPDX-License-Identifier: Apache-2.0
// toml++ as it is used here: in headers, since its shared library is built with exceptions and
// errors are values here; and without its assertions, since some texts that its parser refuses
// would end a debug build first.
#pragma once

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ASSERT(condition) static_cast<void>(0)
#include <toml++/toml.h>
