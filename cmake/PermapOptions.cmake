# SPDX-License-Identifier: Apache-2.0
# permap_options: the language standard, include root, sanitizers and hardening of our own code.

add_library(permap_options INTERFACE)
target_compile_features(permap_options INTERFACE cxx_std_20)
target_include_directories(permap_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(permap_options INTERFACE
    _GNU_SOURCE
    SPDLOG_FMT_EXTERNAL
    $<IF:$<CONFIG:Debug>,SPDLOG_ACTIVE_LEVEL=SPDLOG_LEVEL_TRACE,SPDLOG_ACTIVE_LEVEL=SPDLOG_LEVEL_DEBUG>
    $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)

foreach(sanitizer IN LISTS PERMAP_SANITIZE)
    target_compile_options(permap_options INTERFACE
        -fsanitize=${sanitizer} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(permap_options INTERFACE -fsanitize=${sanitizer})
endforeach()

# oneTBB as the distribution builds it is opaque to the thread sanitizer: the file says what we do.
if("thread" IN_LIST PERMAP_SANITIZE)
    add_library(permap_tbb_edges OBJECT "${PROJECT_SOURCE_DIR}/tests/sanitizers/tbb_edges.cpp")
    target_compile_features(permap_tbb_edges PRIVATE cxx_std_20)
    target_link_libraries(permap_tbb_edges PRIVATE TBB::tbb)
    target_link_libraries(permap_options INTERFACE $<TARGET_OBJECTS:permap_tbb_edges> TBB::tbb)
endif()

# Hardening belongs to optimised builds: _FORTIFY_SOURCE needs -O.
target_compile_options(permap_options INTERFACE
    $<$<CONFIG:RelWithDebInfo,Release>:-fstack-protector-strong>
    $<$<CONFIG:RelWithDebInfo,Release>:-U_FORTIFY_SOURCE>
    $<$<CONFIG:RelWithDebInfo,Release>:-D_FORTIFY_SOURCE=2>)
target_link_options(permap_options INTERFACE
    $<$<CONFIG:RelWithDebInfo,Release>:LINKER:-z,relro,-z,now>)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
