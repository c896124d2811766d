// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/found_share.hpp"

namespace permap::scanner {

const char* to_text(ShareOrigin origin) {
    switch (origin) {
    case ShareOrigin::libvirt:
        return "libvirt";
    case ShareOrigin::qemu:
        return "qemu";
    case ShareOrigin::virtiofsd:
        return "virtiofsd";
    case ShareOrigin::proxmox:
        return "proxmox";
    case ShareOrigin::fstab:
        return "fstab";
    }
    return "";
}

const char* to_text(ShareProtocol protocol) {
    return protocol == ShareProtocol::ninep ? "9p" : "virtiofs";
}

} // namespace permap::scanner
