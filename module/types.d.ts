// The contract of Strongmap, as docs/contract.md explains it. Written from the Rust types by a test: see CONTRIBUTING.md.

/** All keys are optional: a missing or null value is not known. */
type Told<T> = { [Key in keyof T]?: T[Key] | null };

/** Everything that is known about the situation. */
export type Situation = Told<{
  /** The date to check for. The core has no clock: without a day, the validity period cannot be checked. */
  today: Moment | null;
  /** The requested scenarios; empty means all that fit the role of the certificate. */
  scenario: Scenario | Array<Scenario>;
  /** The account that the certificate is for. */
  account: Account;
  /** The domain controllers. */
  dc: Dc;
  /** The server name that clients are configured to connect to. */
  server_name: string | null;
  /** The computer that presents or verifies the certificate. */
  client: Client;
  /** What is known about the chain beyond the files. */
  chain: Chain;
  /** How a TLS server maps client certificates. */
  schannel: Schannel;
  /** How Routing and Remote Access is configured. */
  rras: Rras;
  /** How Network Policy Server is configured. */
  nps: Nps;
}>;

/** A point in time in UTC, in seconds. */
export type Moment = string;

/** Where a certificate is used. */
export type Scenario = "user-tunnel" | "device-tunnel" | "wifi-user" | "wifi-computer" | "smart-card" | "ipsec-account-mapping" | "ldaps-client" | "ikev2-server" | "nps-server" | "sstp-server" | "kdc";

/** The account that the certificate is for. */
export type Account = Told<{
  /** A user or a computer. */
  kind: AccountKind | null;
  /** `objectSid`. */
  sid: Sid | null;
  /** `userPrincipalName`. */
  upn: string | null;
  /** `sAMAccountName`. */
  sam: string | null;
  /** `dNSHostName`. */
  dns: string | null;
  /** `whenCreated`. */
  created: Moment | null;
  /** `altSecurityIdentities`; not known if missing, not set if empty. */
  alt_security_identities: Array<string> | null;
  /** Whether the key of the certificate is registered on the account (Windows Hello for Business key trust). */
  key_trust: boolean | null;
  /** Whether the client sends a user name hint with the certificate; the name, if it does. */
  username_hint: string | null;
  /** Whether no other account has the same name or an explicit mapping for the same certificate. */
  unique: boolean | null;
}>;

/** The type of account. */
export type AccountKind = "user" | "computer";

/** A well-formed security identifier of revision 1. */
export type Sid = string;

/** The domain controllers. */
export type Dc = Told<{
  /** Windows Server versions; several if the domain controllers differ and any of them may answer. */
  version: ServerVersion | Array<ServerVersion>;
  /** Month of the newest cumulative update, which includes the second Tuesday of that month. */
  updated: UpdateMonth | null;
  /** DNS name of the domain. */
  realm: string | null;
  /** Additional UPN suffixes of the forest. */
  upn_suffixes: Array<string>;
  /** `UseSubjectAltName`: 0 makes the domain controller ignore the UPN in the certificate. */
  use_subject_alt_name: number | null;
  /** `StrongCertificateBindingEnforcement`. */
  enforcement: number | null;
  /** `CertificateBackdatingCompensation`, in seconds. */
  backdating_seconds: number | null;
  /** The lines of the policy for name-based strong mappings; not known if missing, off if empty. */
  name_policy: Array<string> | null;
  /** Whether the issuing CA is in the NTAuth store. */
  ntauth_has_issuer: boolean | null;
  /** `AllowNtAuthPolicyBypass`. */
  nt_auth_bypass: number | null;
}>;

/** A version of Windows Server, oldest first. */
export type ServerVersion = "2008" | "2008r2" | "2012" | "2012r2" | "2016" | "2019" | "2022" | "2025";

/** A month of cumulative updates, which are released on the second Tuesday. */
export type UpdateMonth = string;

/** The computer that presents or verifies the certificate. */
export type Client = Told<{
  /** Windows version, such as `11`. */
  windows: string | null;
  /** Server names that the profile accepts. */
  server_names: Array<string>;
  /** Whether the certificate has its private key. */
  has_private_key: boolean | null;
  /** Where and how the private key is stored. */
  key_storage: KeyStorage | null;
}>;

/** Where and how a private key is stored. */
export type KeyStorage = "software" | "tpm" | "old-tpm" | "prompt" | "signature-only" | "user-profile";

/** What is known about the chain beyond the files. */
export type Chain = Told<{
  /** Whether the computer that checks the certificate trusts the root CA. */
  trusted: boolean | null;
  /** Whether the computer that checks the certificate has the intermediate CA certificates. */
  intermediates: boolean | null;
  /** Whether the certificate is revoked. */
  revoked: boolean | null;
  /** Whether the computer that checks the certificate can download the CRLs. */
  crl_reachable: boolean | null;
}>;

/** How a TLS server maps client certificates. */
export type Schannel = Told<{
  /** `CertificateMappingMethods`. */
  mapping_methods: number | null;
}>;

/** How Routing and Remote Access is configured. */
export type Rras = Told<{
  /** `CertAuthFlags`. */
  cert_auth_flags: number | null;
  /** Name of the root CA set with `RootCertificateNameToAccept`. */
  root_name: string | null;
  /** EKUs set with `CertificateEKUsToAccept`. */
  ekus: Array<string>;
}>;

/** How Network Policy Server is configured. */
export type Nps = Told<{
  /** `IgnoreNoRevocationCheck`. */
  ignore_no_revocation_check: boolean | null;
  /** OIDs that a network policy requires. */
  required_policy_oids: Array<string>;
}>;

/** One item with its complete answer. */
export type Item = {
  schema: "strongmap/1";
  file: string;
  origin: string;
  offset: number | null;
  length: number | null;
  kind: Kind;
  certificate: CertificateFacts | null;
  defects: Array<Remark>;
  mapping: MappingFacts | null;
  findings: Array<Finding>;
  predictions: Array<Prediction>;
  questions: Array<Question>;
};

/** The type of an item. */
export type Kind = "certificate" | "request" | "revocation_list" | "private_key" | "locked" | "evidence" | "unknown";

export type CertificateFacts = {
  sha256: string;
  sha1: string;
  version: number;
  serial: string | null;
  subject: string;
  issuer: string | null;
  not_before: Moment | null;
  not_after: Moment | null;
  signature_algorithm: string | null;
  public_key: PublicKey | null;
  san: Array<AltName>;
  eku: Array<string>;
  application_policies: Array<string>;
  key_usage: Array<string>;
  ski: string | null;
  aki: string | null;
  basic_constraints: BasicConstraints | null;
  cdp: Array<string>;
  aia: Array<string>;
  ocsp: Array<string>;
  template: Template | null;
  extensions: Array<Extension>;
};

export type PublicKey = {
  algorithm: string;
  bits: number | null;
  curve: string | null;
};

export type AltName = {
  type: "dns" | "email" | "uri" | "ip" | "upn" | "other" | "dirname" | "rid" | "x400" | "edi";
  value: string;
  oid: string | null;
};

export type BasicConstraints = {
  ca: boolean;
  path_len: number | null;
};

export type Template = {
  name: string | null;
  oid: string | null;
  major: number | null;
  minor: number | null;
};

export type Extension = {
  oid: string;
  critical: boolean;
  name: string | null;
  offset: number;
  length: number;
};

export type Remark = {
  id: string;
  message: string;
  offset: number | null;
  length: number | null;
};

export type MappingFacts = {
  verdict: Verdict;
  by: By | null;
  sid: Sid | null;
  sid_extension: Claim | null;
  san_uri: Claim | null;
  locators: Locators;
  near_misses: Array<Remark>;
  alt_security_identities: AltSecurityIdentities;
  explicit: Array<Explicit>;
};

/** Whether a certificate maps strongly to its account. */
export type Verdict = "strong" | "weak" | "none" | "mismatch" | "undecided";

/** What a verdict is based on. */
export type By = "sid_extension" | "san_uri" | "alt_security_identity" | "key_trust" | "name_policy" | "upn" | "dns";

export type Claim = {
  raw: string;
  sid: Sid | null;
  class: Class;
};

/** What a SID can identify, judging by its form. */
export type Class = "domain" | "entra" | "builtin" | "wellknown" | "truncated" | "invalid";

export type Locators = {
  upn: Array<string>;
  dns: Array<string>;
  email: Array<string>;
};

/** The explicit mappings for `altSecurityIdentities`; null where the certificate lacks a value. */
export type AltSecurityIdentities = {
  /** `X509:<I>…<SR>…`, strong. */
  issuer_serial: string | null;
  /** `X509:<SKI>…`, strong. */
  ski: string | null;
  /** `X509:<SHA1-PUKEY>…`, strong. */
  sha1_puk: string | null;
  /** `X509:<I>…<SID>…`, strong. */
  issuer_sid: string | null;
  /** `X509:<I>…<S>…`, weak. */
  issuer_subject: string | null;
  /** `X509:<S>…`, weak. */
  subject: string | null;
  /** `X509:<RFC822>…`, weak; one for each email address. */
  rfc822: Array<string>;
};

export type Explicit = {
  text: string;
  form: string | null;
  strength: Strength;
  matches: boolean;
  differences: Array<Difference>;
};

/** How a domain controller rates an explicit mapping. */
export type Strength = "strong" | "weak" | "invalid";

export type Difference = {
  id: string;
  message: string;
  at: number;
};

export type Finding = {
  rule: string;
  weight: Weight;
  because: string;
  confidence: Confidence;
};

/** The severity of a finding. */
export type Weight = "note" | "warn" | "block";

/** How certain a statement is. Independent of its severity. */
export type Confidence = "inferred" | "reported" | "documented";

export type Prediction = {
  scenario: Scenario;
  outcome: Outcome;
  assumptions: Array<string>;
  gate: Gate | null;
  codes: Array<Code>;
  because: Array<string>;
  remedies: Array<Remedy>;
};

/** What happens. */
export type Outcome = "connects" | "connects-with-warning" | "fails" | "cannot-tell";

/** The steps at which a connection can fail, in the order in which Windows reaches them. */
export type Gate = "selection" | "key-exchange" | "server-trust" | "chain" | "revocation" | "policy" | "account-mapping";

export type Code = {
  family: Family;
  number: number;
  source: string | null;
  seen_on: Station;
  likelihood: number;
  confidence: Confidence;
};

/** The family of a code. The same number means different things in different families. */
export type Family = "IKE" | "RAS" | "NPS" | "KDC" | "SCHANNEL" | "EVENT" | "KRB" | "EAP" | "ONEX" | "HRESULT" | "NTSTATUS" | "TLS";

/** A computer on the path of a logon. */
export type Station = "client" | "vpn-server" | "nps" | "dc";

/** A remedy for a problem. */
export type Remedy = {
  /** What the remedy achieves. */
  title: string;
  /** The steps, in order. */
  steps: Array<string>;
  /** Commands to paste. */
  commands: Array<Command>;
};

/** A command to paste. */
export type Command = {
  /** Where to paste the command. */
  shell: Shell;
  /** The command; values are quoted so that pasting cannot do anything else. */
  text: string;
};

/** Where a command is pasted. */
export type Shell = "powershell" | "certutil" | "reg" | "intune";

export type Question = {
  id: string;
  why: string;
};

/** A short row about a certificate or request. */
export type Row = {
  /** Whether it is strongly mapped. */
  verdict: Verdict;
  /** What the verdict is based on. */
  by: By | null;
  /** The SID that counts. */
  sid: Sid | null;
  /** The codes of all scenarios: first the most likely one of each scenario, then the second of each, and so on. */
  codes: Array<RowCode>;
  /** Its subject. */
  subject: string;
  /** The end of the validity period. */
  not_after: Moment | null;
  /** SHA-256 of the whole DER. */
  sha256: string;
};

/** A code in a row: just enough to look it up. */
export type RowCode = {
  family: Family;
  number: number;
};

/** A catalog entry. */
export type Entry = {
  family: Family;
  number: number;
  source: string | null;
  hex: string;
  signed: number;
  symbol: string | null;
  title: string;
  meaning: string;
  spellings: Array<string>;
  predicted_by: Array<string>;
  see_also: Array<SeeAlso>;
  link: string;
  confidence: Confidence;
  sources: Array<string>;
};

/** A related entry. */
export type SeeAlso = {
  family: Family;
  number: number;
  why: string;
};
