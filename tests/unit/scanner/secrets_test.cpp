// SPDX-License-Identifier: Apache-2.0
// Rule secret-readable: names, first bytes, and what looks like either and is harmless.
#include "codec/little_endian.hpp"
#include "tests/unit/scanner/rule_case.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

using codec::Kind;

constexpr const char* kSecretReadable = "secret-readable";
constexpr auto kHigh = Severity::high;

// In pieces: no scanner of this repository shall take them for keys.
std::string pem(const std::string& label) {
    return "-----BEGIN " + label + "-----\nMIIE";
}

Sample named(const std::string& name, const std::string& head = "") {
    Sample sample = file(0644).named(name);
    return head.empty() ? sample : sample.beginning_with(head);
}

std::string bytes(std::string_view text) {
    return std::string(text);
}

using namespace std::string_view_literals;

class Secrets : public testing::TestWithParam<RuleCase> {};

TEST_P(Secrets, AreToldFromWhatIsHarmless) {
    EXPECT_EQ(severity_from(GetParam()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Keys, Secrets,
    testing::Values(
        RuleCase{"OpenSsh", kSecretReadable, named("id_rsa", pem("OPENSSH PRIVATE KEY")), kHigh},
        RuleCase{"PublicHalf", kSecretReadable, named("id_rsa.pub", "ssh-rsa AAAA"), kNone},
        RuleCase{"EmptyKey", kSecretReadable, named("id_rsa"), kNone},
        RuleCase{"HostKey", kSecretReadable, named("ssh_host_rsa_key", pem("PRIVATE KEY")), kHigh},
        RuleCase{"PublicHostKey", kSecretReadable, named("ssh_host_rsa_key.pub", "ssh-rsa AAAA"),
                 kNone},
        RuleCase{"Pem", kSecretReadable,
                 named("server.pem", pem("CERTIFICATE") + pem("RSA PRIVATE KEY")), kHigh},
        RuleCase{"Certificate", kSecretReadable, named("cert.pem", pem("CERTIFICATE")), kNone},
        RuleCase{"PublicKey", kSecretReadable, named("key.pem", pem("PUBLIC KEY")), kNone},
        RuleCase{"Pkcs8Der", kSecretReadable,
                 named("a.key", bytes("\x30\x82\x04\xbd\x02\x01\0\x30"sv)), kHigh},
        RuleCase{"EcDer", kSecretReadable, named("a.der", bytes("\x30\x77\x02\x01\x01\x04"sv)),
                 kHigh},
        RuleCase{"CertificateDer", kSecretReadable,
                 named("a.der", bytes("\x30\x82\x04\xbd\x30\x82"sv)), kNone},
        RuleCase{"CutDer", kSecretReadable, named("a.der", bytes("\x30\xff"sv)), kNone},
        RuleCase{"GpgAgent", kSecretReadable, named("0A1B.key", "(21:protected-private-key(3:rsa"),
                 kHigh},
        RuleCase{"Keynote", kSecretReadable, named("talk.key", "PK\3\4"), kNone},
        RuleCase{"Pkcs12", kSecretReadable,
                 named("a.p12", bytes("\x30\x82\x0a\x01\x02\x01\x03\x30"sv)), kHigh},
        RuleCase{"KeyStore", kSecretReadable, named("app.jks"), kHigh},
        RuleCase{"TrustStore", kSecretReadable, named("truststore.jks"), kNone},
        RuleCase{"WireGuard", kSecretReadable, named("wg0.conf", "[Interface]\nPrivateKey = x"),
                 kHigh},
        RuleCase{"WithoutItsBytes", kSecretReadable, named("server.key"), kNone}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Credentials, Secrets,
    testing::Values(
        RuleCase{"Shadow", kSecretReadable, named("shadow", "root:*:19000:0:99999:7:::\nx"), kHigh},
        RuleCase{"Gshadow", kSecretReadable, named("gshadow-", "root:*::\n"), kHigh},
        RuleCase{"PackageCalledShadow", kSecretReadable, named("shadow", "# overrides\nshadow: x"),
                 kNone},
        RuleCase{"Env", kSecretReadable, named(".env"), kHigh},
        RuleCase{"EnvOfProduction", kSecretReadable, named(".env.production"), kHigh},
        RuleCase{"EnvExample", kSecretReadable, named(".env.example"), kNone},
        RuleCase{"NotEnv", kSecretReadable, named("environment"), kNone},
        RuleCase{"Netrc", kSecretReadable, named(".netrc"), kHigh},
        RuleCase{"Aws", kSecretReadable,
                 named("credentials", "[default]\naws_secret_access_key = x"), kHigh},
        RuleCase{"OtherCredentials", kSecretReadable, named("credentials", "see the manual"),
                 kNone},
        RuleCase{"Docker", kSecretReadable,
                 named("config.json", R"({"auths":{"r":{"auth":"eA=="}}})"), kHigh},
        RuleCase{"DockerWithHelper", kSecretReadable,
                 named("config.json", R"({"auths":{},"credsStore":"pass"})"), kNone},
        RuleCase{"Kube", kSecretReadable, named("config", "apiVersion: v1\nclusters:\n- cluster:"),
                 kHigh},
        RuleCase{"GitConfig", kSecretReadable, named("config", "[core]\n\tbare = false"), kNone},
        RuleCase{"Kubelet", kSecretReadable,
                 named("dev.kubeconfig", "apiVersion: v1\nkind: Config"), kHigh},
        RuleCase{"Npm", kSecretReadable, named(".npmrc", "//r/:_authToken=x"), kHigh},
        RuleCase{"NpmWithoutToken", kSecretReadable, named(".npmrc", "save-exact=true"), kNone},
        RuleCase{"Terraform", kSecretReadable, named("terraform.tfstate"), kHigh}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    WhoMayRead, Secrets,
    testing::Values(RuleCase{"GroupOnly", kSecretReadable, file(0640).named(".netrc"), kNone},
                    RuleCase{"OwnerOnly", kSecretReadable, file(0600).named(".netrc"), kNone},
                    RuleCase{"BehindAClosedDirectory", kSecretReadable,
                             named(".netrc").reached_by(false, false), kHigh},
                    RuleCase{"Directory", kSecretReadable, directory(0755).named(".env"), kNone},
                    RuleCase{"StandInOfALink", kSecretReadable,
                             named(".env").mapped().attribute("user.virtfs.mode",
                                                              codec::put_le32(S_IFLNK | 0777)),
                             kNone}),
    name_of);

TEST(SecretReadable, AsksForFirstBytesOnlyWhereTheyDecide) {
    const Rule* const rule = find_rule(kSecretReadable);
    codec::DiskState open;
    open.mode = 0644;
    codec::DiskState closed;
    closed.mode = 0640;

    EXPECT_TRUE(rule->asks_for_head("id_rsa", open, "d"));
    EXPECT_FALSE(rule->asks_for_head("id_rsa", closed, "d"));
    EXPECT_FALSE(rule->asks_for_head(".netrc", open, "d"));
    EXPECT_FALSE(rule->asks_for_head("notes", open, "d"));
}

TEST(SecretReadable, SaysWhatItIsAndWhoReachesIt) {
    const Checked checked = check(named(".netrc").reached_by(false, false));

    const Finding& finding = checked.findings.at(0);
    EXPECT_EQ(finding.rule->message(finding),
              "mode 0644: passwords that any user may read; 'srv/private' stops all others");
}

} // namespace
} // namespace permap::scanner
