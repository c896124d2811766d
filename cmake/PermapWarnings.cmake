# SPDX-License-Identifier: Apache-2.0
# permap_warnings: linked PRIVATE by our own targets, so libraries are not warned about.

add_library(permap_warnings INTERFACE)
target_compile_options(permap_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wformat=2 -Wmissing-declarations)

# One folder of the architecture is one static library.
function(permap_add_library name)
    add_library(permap_${name} STATIC ${ARGN})
    target_link_libraries(permap_${name} PUBLIC permap_options PRIVATE permap_warnings)
endfunction()
