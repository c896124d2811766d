// SPDX-License-Identifier: Apache-2.0
// Keys, passwords and credentials that any user may read. Names that say enough by themselves are
// believed; where a name is used for harmless things, too, the first bytes decide.
#include "base/numbers.hpp"
#include "codec/kind.hpp"
#include "scanner/rules/all.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

constexpr std::uint32_t kReadForOthers = 0004;

using Proof = bool (*)(std::string_view head);

bool has(std::string_view text, std::string_view what) {
    return text.find(what) != std::string_view::npos;
}

/// An ASN.1 SEQUENCE that begins with this version number (X.690): keys begin with 0 or 1 (PKCS#1,
/// PKCS#8, SEC 1), PKCS#12 stores with 3, certificates with another sequence.
bool is_sequence_of_version(std::string_view head, char first, char last) {
    if (!head.starts_with('\x30') || head.size() < 2) {
        return false;
    }
    const auto length = static_cast<unsigned char>(head[1]);
    head.remove_prefix(
        std::min<std::size_t>(2 + (length > 0x80 ? length - 0x80U : 0), head.size()));
    return head.starts_with(std::string_view("\x02\x01", 2)) && head.size() > 2 &&
           head[2] >= first && head[2] <= last;
}

/// PEM of every kind (RFC 7468: "PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", ...), DER,
/// PuTTY's files, and the two forms of gpg-agent.
bool is_private_key(std::string_view head) {
    const std::size_t begin = head.find("-----BEGIN ");
    const std::string_view pem = begin == std::string_view::npos ? "" : head.substr(begin);
    return has(pem, "PRIVATE KEY-----") || has(pem, "PRIVATE KEY BLOCK-----") ||
           is_sequence_of_version(head, '\0', '\1') || head.starts_with("PuTTY-User-Key-File-") ||
           head.starts_with("(11:private-key") || head.starts_with("(21:protected-private-key") ||
           (has(head, "Key: (") && has(head, "private-key"));
}

bool is_pkcs12(std::string_view head) {
    return is_sequence_of_version(head, '\3', '\3');
}

/// shadow(5) has nine fields a line, gshadow(5) four; other files of that name are about packages.
bool is_shadow(std::string_view head) {
    const auto colons = std::ranges::count(head.substr(0, head.find('\n')), ':');
    return colons == 8 || colons == 3;
}

bool is_cloud_credentials(std::string_view head) {
    return has(head, "aws_secret_access_key") || has(head, "aws_session_token");
}

bool is_registry_login(std::string_view head) {
    return has(head, "\"auths\"") && (has(head, "\"auth\"") || has(head, "\"identitytoken\""));
}

bool is_kubeconfig(std::string_view head) {
    return has(head, "apiVersion:") && (has(head, "kind: Config") || has(head, "clusters:"));
}

bool is_wireguard(std::string_view head) {
    return has(head, "[Interface]") && has(head, "PrivateKey");
}

bool holds_password(std::string_view head) {
    return has(head, "password") || has(head, "_authToken") || has(head, "_auth=");
}

/// A way to name a secret: how the name begins and ends; an exact name is a prefix as long as it.
struct Secret {
    std::string_view prefix;
    std::string_view suffix;
    std::string_view what;
    Proof proof;             ///< nullptr: the name is enough
    std::string_view source; ///< where the name comes from
    enum class Match : bool { parts, whole } match = Match::parts;
};

constexpr Secret exactly(std::string_view name, std::string_view what, Proof proof,
                         std::string_view source) {
    return {name, "", what, proof, source, Secret::Match::whole};
}

constexpr std::string_view kPrivateKey = "private key";
constexpr std::string_view kPasswords = "passwords";
constexpr std::string_view kToken = "access token";
constexpr std::string_view kCloud = "cloud credentials";
constexpr std::string_view kCluster = "cluster credentials";

constexpr std::array kSecrets = {
    Secret{"id_", "", kPrivateKey, is_private_key, "ssh-keygen(1), FILES"},
    Secret{"ssh_host_", "_key", kPrivateKey, is_private_key, "sshd(8), FILES"},
    Secret{"", ".pem", kPrivateKey, is_private_key, "RFC 7468"},
    Secret{"", ".key", kPrivateKey, is_private_key, "RFC 7468; gpg-agent(1), private-keys-v1.d"},
    Secret{"", ".der", kPrivateKey, is_private_key, "RFC 5958"},
    Secret{"", ".ppk", kPrivateKey, is_private_key, "PuTTY manual, appendix C"},
    Secret{"", ".asc", kPrivateKey, is_private_key, "RFC 9580, 6.2"},
    Secret{"", ".ovpn", kPrivateKey, is_private_key, "openvpn(8), INLINE FILE SUPPORT"},
    Secret{"wg", ".conf", kPrivateKey, is_wireguard, "wg-quick(8)"},
    exactly("secring.gpg", kPrivateKey, nullptr, "gpg(1), FILES"),
    Secret{"", ".p12", "key store", is_pkcs12, "RFC 7292"},
    Secret{"", ".pfx", "key store", is_pkcs12, "RFC 7292"},
    Secret{"", ".jks", "key store", nullptr, "keytool(1)"},
    Secret{"", ".keystore", "key store", nullptr, "keytool(1)"},
    Secret{"", ".keytab", "Kerberos keys", nullptr, "MIT Kerberos, keytab"},
    exactly("shadow", "password hashes", is_shadow, "shadow(5)"),
    exactly("shadow-", "password hashes", is_shadow, "shadow(5)"),
    exactly("gshadow", "password hashes", is_shadow, "gshadow(5)"),
    exactly("gshadow-", "password hashes", is_shadow, "gshadow(5)"),
    exactly(".env", kPasswords, nullptr, "The Twelve-Factor App, III; docker compose, env_file"),
    Secret{".env.", "", kPasswords, nullptr, "Vite, env files"},
    exactly(".netrc", kPasswords, nullptr, "netrc(5), curl(1) --netrc"),
    exactly(".authinfo", kPasswords, nullptr, "GNU Emacs, auth-source"),
    exactly(".pgpass", kPasswords, nullptr, "PostgreSQL manual, The Password File"),
    exactly(".my.cnf", kPasswords, holds_password, "MySQL manual, password security"),
    exactly(".mylogin.cnf", kPasswords, nullptr, "mysql_config_editor(1)"),
    exactly(".git-credentials", kPasswords, nullptr, "git-credential-store(1)"),
    exactly(".pypirc", kPasswords, holds_password, "Python Packaging, the .pypirc file"),
    exactly(".npmrc", kToken, holds_password, "npm manual, npmrc"),
    exactly(".vault-token", kToken, nullptr, "HashiCorp Vault, token helpers"),
    exactly("credentials", kCloud, is_cloud_credentials, "AWS CLI, ~/.aws/credentials"),
    exactly("application_default_credentials.json", kCloud, nullptr, "gcloud auth"),
    exactly("access_tokens.db", kCloud, nullptr, "gcloud, configuration directory"),
    exactly("accessTokens.json", kCloud, nullptr, "Azure CLI before 2.30"),
    exactly("msal_token_cache.json", kCloud, nullptr, "Azure CLI, MSAL"),
    exactly("clouds.yaml", kCloud, holds_password, "openstacksdk, configuration"),
    exactly(".s3cfg", kCloud, nullptr, "s3cmd(1)"),
    exactly(".passwd-s3fs", kCloud, nullptr, "s3fs(1)"),
    exactly("config.json", "registry login", is_registry_login, "docker login"),
    exactly("auth.json", "registry login", is_registry_login, "containers-auth.json(5)"),
    exactly(".dockercfg", "registry login", nullptr, "docker login before 1.7"),
    exactly("config", kCluster, is_kubeconfig, "kubectl, ~/.kube/config"),
    exactly("admin.conf", kCluster, is_kubeconfig, "kubeadm, kubeconfig files"),
    exactly("super-admin.conf", kCluster, is_kubeconfig, "kubeadm, kubeconfig files"),
    exactly("k3s.yaml", kCluster, is_kubeconfig, "K3s, cluster access"),
    Secret{"", "kubeconfig", kCluster, is_kubeconfig, "kubectl --kubeconfig"},
    Secret{"", ".tfstate", "infrastructure state", nullptr, "Terraform, sensitive data in state"},
    Secret{"", ".tfstate.backup", "infrastructure state", nullptr,
           "Terraform, sensitive data in state"},
};

/// Ends of names that are believed as they are, and yet are made to be shown.
constexpr std::array kMadeToBeShown = {std::string_view("example"), std::string_view("sample"),
                                       std::string_view("template"), std::string_view("dist")};

/// One bit for each secret.
using Candidates = std::uint64_t;
static_assert(kSecrets.size() <= 64);

/// By the first or the last byte of a name: the secrets that it does not rule out. Every name of a
/// tree comes by, and hardly one is like any of them.
using ByByte = std::array<Candidates, 256>;

constexpr std::string_view end_of(const Secret& secret) {
    return secret.match == Secret::Match::whole ? secret.prefix : secret.suffix;
}

constexpr ByByte by_byte(bool is_first) {
    ByByte table = {};
    for (std::size_t at = 0; at < kSecrets.size(); ++at) {
        const std::string_view text = is_first ? kSecrets[at].prefix : end_of(kSecrets[at]);
        for (std::size_t byte = 0; byte < table.size(); ++byte) {
            const bool fits = text.empty() || static_cast<unsigned char>(
                                                  is_first ? text.front() : text.back()) == byte;
            table[byte] |= fits ? Candidates{1} << at : 0;
        }
    }
    return table;
}

constexpr ByByte kByFirst = by_byte(true);
constexpr ByByte kByLast = by_byte(false);

Candidates candidates_of(std::string_view name) {
    return name.empty() ? 0
                        : kByFirst[static_cast<unsigned char>(name.front())] &
                              kByLast[static_cast<unsigned char>(name.back())];
}

bool is_named_like(std::string_view name, const Secret& secret) {
    return name.starts_with(secret.prefix) && name.ends_with(secret.suffix) &&
           (secret.match == Secret::Match::parts || name.size() == secret.prefix.size());
}

/// A trust store holds certificates alone.
bool is_made_to_be_shown(std::string_view name) {
    return has(name, "truststore") ||
           std::ranges::any_of(kMadeToBeShown,
                               [&](std::string_view end) { return name.ends_with(end); });
}

/// The first secret, in the order of the table, that the name is like and `is_it` says yes to.
template <typename IsIt>
const Secret* find_secret(std::string_view name, IsIt is_it) {
    for (Candidates left = candidates_of(name); left != 0; left &= left - 1) {
        const Secret& secret = kSecrets[static_cast<std::size_t>(std::countr_zero(left))];
        if (is_named_like(name, secret) && is_it(secret)) {
            return &secret;
        }
    }
    return nullptr;
}

bool is_proved(const Secret& secret, const Examined& entry) {
    return secret.proof == nullptr ? !is_made_to_be_shown(entry.name)
                                   : entry.head && secret.proof(*entry.head);
}

bool can_be_read(const codec::DiskState& state) {
    return state.kind == codec::Kind::file && (state.mode & kReadForOthers) != 0;
}

} // namespace

bool may_be_secret(std::string_view name, const codec::DiskState& state,
                   std::string_view /*directory*/) {
    const auto asks = [](const Secret& secret) { return secret.proof != nullptr; };
    return can_be_read(state) && find_secret(name, asks) != nullptr;
}

std::optional<Hit> check_secret_readable(const Examined& entry) {
    // What stands for a link or device in a mapped tree holds no secret.
    if (!can_be_read(entry.facts.state) || entry.decoded.view.kind != codec::Kind::file) {
        return std::nullopt;
    }
    const Secret* const found =
        find_secret(entry.name, [&](const Secret& secret) { return is_proved(secret, entry); });
    if (found == nullptr) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::high,
               .asks_reach = true,
               .evidence = {{"what", std::string(found->what)},
                            {"told by", found->proof == nullptr ? "name" : "first bytes"}}};
}

std::string say_secret_readable(const Finding& finding) {
    return fmt::format("mode {}: {} that any user may read; {}", base::mode_text(finding.mode),
                       evidence_of(finding, "what"), say_reach(finding));
}

} // namespace permap::scanner
