# SPDX-License-Identifier: Apache-2.0
# The Debian package and the tarball; scripts/package makes them. What is in them is what
# `cmake --install` installs, and what Debian wants of its packages beside it.

set(CPACK_PACKAGE_NAME permap)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_VENDOR "permap")
set(CPACK_PACKAGE_CONTACT "The permap authors <maintainers@users.noreply.r-seed-02b3bd73.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "audit and convert the ownership model of shared trees")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "qemu-system-x86, libvirt-daemon-system, prometheus-node-exporter")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"permap looks after directory trees that a host shares with virtual machines
through QEMU VirtFS (9p): it finds what is open to everybody and who can reach
it, says what would break in a move between the passthrough and the mapped
models, makes that move in place, resumable at any point, and undoes it
exactly.")

# Debian's policy: compressed pages and changelogs, without a time in them, and a copyright file.
set(doc "${CMAKE_INSTALL_DATADIR}/doc/permap")
configure_file("${CMAKE_CURRENT_LIST_DIR}/debian/changelog" "${PROJECT_BINARY_DIR}/debian/changelog" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/debian/changelog" DESTINATION "${doc}" COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES "${CMAKE_CURRENT_LIST_DIR}/debian/copyright" DESTINATION "${doc}" COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES "${CMAKE_CURRENT_LIST_DIR}/debian/lintian-overrides"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/lintian/overrides" RENAME permap COMPONENT debian EXCLUDE_FROM_ALL)
install(CODE [[
    set(root "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share")
    file(GLOB pages "${root}/man/man*/permap*.[157]")
    execute_process(COMMAND gzip -9nf ${pages} "${root}/doc/permap/changelog"
        "${root}/doc/permap/CHANGELOG.md" COMMAND_ERROR_IS_FATAL ANY)
]] COMPONENT debian EXCLUDE_FROM_ALL)

set(CPACK_INSTALL_CMAKE_PROJECTS
    "${PROJECT_BINARY_DIR};permap;Unspecified;/" "${PROJECT_BINARY_DIR};permap;debian;/")
include(CPack)
