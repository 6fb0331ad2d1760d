//! XML that contains certificates, or describes them.

use crate::text::{base64, hex, wrapped};

/// An element `X509Certificate` as in federation metadata.
pub fn metadata(entity: &str, der: &[u8]) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" \
         xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" entityID=\"{entity}\">\n<md:KeyDescriptor use=\"signing\">\
         <ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\
         </md:KeyDescriptor>\n</md:EntityDescriptor>\n",
        wrapped(&base64(der), 64, "\n")
    )
}

/// What `Export-Clixml` writes for the bytes of a certificate.
pub fn clixml(der: &[u8]) -> String {
    format!(
        "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\r\n  \
         <Obj RefId=\"0\">\r\n    <MS>\r\n      <BA N=\"RawData\">{}</BA>\r\n    </MS>\r\n  </Obj>\r\n</Objs>\r\n",
        base64(der)
    )
}

/// A VPN profile whose EAP-TLS trusts these roots, by SHA-1, and these servers, separated by `;`.
pub fn vpn_profile(
    server: &str,
    server_names: &str,
    roots: &[[u8; 20]],
    filter_issuers: &[[u8; 20]],
) -> String {
    let roots = hashes("TrustedRootCA", roots);
    let filter = if filter_issuers.is_empty() {
        String::new()
    } else {
        format!(
            "<TLSExtensions xmlns=\"http://www.microsoft.com/provisioning/EapTlsConnectionPropertiesV2\">\
             <FilteringInfo xmlns=\"http://www.microsoft.com/provisioning/EapTlsConnectionPropertiesV3\">\
             <CAHashList Enabled=\"true\">{}</CAHashList></FilteringInfo></TLSExtensions>",
            hashes("IssuerHash", filter_issuers)
        )
    };
    let eap_tls = format!(
        "<EapHostConfig xmlns=\"http://www.microsoft.com/provisioning/EapHostConfig\"><EapMethod>\
         <Type xmlns=\"http://www.microsoft.com/provisioning/EapCommon\">13</Type></EapMethod>\
         <Config xmlns=\"http://www.microsoft.com/provisioning/EapHostConfig\">\
         <Eap xmlns=\"http://www.microsoft.com/provisioning/BaseEapConnectionPropertiesV1\"><Type>13</Type>\
         <EapType xmlns=\"http://www.microsoft.com/provisioning/EapTlsConnectionPropertiesV1\">\
         <CredentialsSource><CertificateStore><SimpleCertSelection>true</SimpleCertSelection></CertificateStore>\
         </CredentialsSource><ServerValidation><DisableUserPromptForServerValidation>true\
         </DisableUserPromptForServerValidation><ServerNames>{server_names}</ServerNames>{roots}\
         </ServerValidation><DifferentUsername>false</DifferentUsername>{filter}</EapType></Eap></Config></EapHostConfig>"
    );
    format!(
        "<VPNProfile>\r\n  <NativeProfile>\r\n    <Servers>{server}</Servers>\r\n    \
         <NativeProtocolType>IKEv2</NativeProtocolType>\r\n    <Authentication>\r\n      \
         <UserMethod>Eap</UserMethod>\r\n      <Eap><Configuration>{eap_tls}</Configuration></Eap>\r\n    \
         </Authentication>\r\n  </NativeProfile>\r\n  <AlwaysOn>true</AlwaysOn>\r\n</VPNProfile>\r\n"
    )
}

/// The thumbprints as Windows writes them there: pairs of digits, with a space after each.
fn hashes(element: &str, hashes: &[[u8; 20]]) -> String {
    let spaced = |hash: &[u8; 20]| hash.iter().map(|byte| format!("{} ", hex(&[*byte]))).collect::<String>();
    hashes.iter().map(|hash| format!("<{element}>{}</{element}>", spaced(hash))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbprints_are_written_in_pairs() {
        let profile = vpn_profile("vpn.corp.example", "nps.corp.example", &[[0xab; 20]], &[]);
        assert!(profile.contains(&format!("<TrustedRootCA>{}</TrustedRootCA>", "ab ".repeat(20))));
    }
}
