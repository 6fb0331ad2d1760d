// Other parsers, each made to return the same facts: serial number, names, validity, SAN, list of extensions. Bundled
// by esbuild when `cargo xtask bench` runs; none of them is kept in the clone.
import "reflect-metadata";
import { ASN1 } from "@lapo/asn1js";
import { X509 } from "jsrsasign";
import forge from "node-forge";
import { SubjectAlternativeNameExtension, X509Certificate } from "@peculiar/x509";
import { Certificate } from "pkijs";

const ALT_NAME = "2.5.29.17";

export const peers = [
  { name: "node-forge, low-level calls", read: withForge },
  { name: "@lapo/asn1js, tree walked", read: withTree },
  { name: "jsrsasign", read: withJsrsasign },
  { name: "pkijs", read: withPkijs },
  { name: "@peculiar/x509", read: withPeculiar },
];

// The tree returns contents as text, with remarks on further lines.
function withTree(bytes) {
  const line = (node) => node.content().split("\n", 1)[0];
  const parts = ASN1.decode(bytes).sub[0].sub;
  const name = (node) => node.sub.flatMap((set) => set.sub.map(({ sub: [type, value] }) => [line(type), value.content()]));
  const list = parts.at(-1).sub[0].sub;
  const extensions = list.map(({ sub }) => ({ oid: line(sub[0]), critical: sub.length === 3 }));
  const place = extensions.findIndex(({ oid }) => oid === ALT_NAME);
  const value = list[place]?.sub.at(-1);
  return {
    serial: hexOf(bytes, parts[1].posContent(), parts[1].posEnd()),
    issuer: name(parts[3]),
    notBefore: parts[4].sub[0].content(),
    notAfter: parts[4].sub[1].content(),
    subject: name(parts[5]),
    names: value?.sub[0].sub.map((node) => (node.sub ? node.sub.at(-1).sub?.[0].content() : node.content())) ?? [],
    extensions,
  };
}

function withForge(bytes) {
  const { asn1 } = forge;
  const parts = asn1.fromDer(forge.util.createBuffer(bytes), { decodeBitStrings: false }).value[0].value;
  const name = ({ value }) => value.flatMap((set) =>
    set.value.map(({ value: [type, text] }) => [asn1.derToOid(type.value), text.value]));
  const time = ({ type, value }) =>
    (type === asn1.Type.UTCTIME ? asn1.utcTimeToDate(value) : asn1.generalizedTimeToDate(value));
  let names = [];
  const extensions = parts.at(-1).value[0].value.map(({ value }) => {
    const oid = asn1.derToOid(value[0].value);
    if (oid === ALT_NAME) {
      names = asn1.fromDer(value.at(-1).value).value.map((name) =>
        (name.type === 0 ? name.value[1].value[0].value : name.value));
    }
    return { oid, critical: value.length === 3 };
  });
  return {
    serial: forge.util.bytesToHex(parts[1].value),
    issuer: name(parts[3]),
    notBefore: time(parts[4].value[0]),
    notAfter: time(parts[4].value[1]),
    subject: name(parts[5]),
    names,
    extensions,
  };
}

function withJsrsasign(bytes) {
  const certificate = new X509();
  certificate.readCertHex(hexOf(bytes, 0, bytes.length));
  return {
    serial: certificate.getSerialNumberHex(),
    issuer: certificate.getIssuerString(),
    notBefore: certificate.getNotBefore(),
    notAfter: certificate.getNotAfter(),
    subject: certificate.getSubjectString(),
    names: certificate.getExtSubjectAltName()?.array ?? [],
    extensions: certificate.aExtInfo.map(({ oid, critical }) => ({ oid, critical })),
  };
}

function withPkijs(bytes) {
  const certificate = Certificate.fromBER(bytes);
  const name = ({ typesAndValues }) => typesAndValues.map(({ type, value }) => [type, value.valueBlock.value]);
  const alternative = certificate.extensions.find(({ extnID }) => extnID === ALT_NAME);
  const serial = certificate.serialNumber.valueBlock.valueHexView;
  return {
    serial: hexOf(serial, 0, serial.length),
    issuer: name(certificate.issuer),
    notBefore: certificate.notBefore.value,
    notAfter: certificate.notAfter.value,
    subject: name(certificate.subject),
    names: alternative?.parsedValue.altNames.map(({ value }) => value) ?? [],
    extensions: certificate.extensions.map(({ extnID, critical }) => ({ oid: extnID, critical })),
  };
}

function withPeculiar(bytes) {
  const certificate = new X509Certificate(bytes);
  return {
    serial: certificate.serialNumber,
    issuer: certificate.issuer,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    subject: certificate.subject,
    names: certificate.getExtension(SubjectAlternativeNameExtension)?.names.toJSON() ?? [],
    extensions: certificate.extensions.map(({ type, critical }) => ({ oid: type, critical })),
  };
}

const DIGITS = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, "0"));

function hexOf(bytes, begin, end) {
  let text = "";
  for (let at = begin; at < end; at += 1) text += DIGITS[bytes[at]];
  return text;
}
